package io.milepost.gateway.api;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.http.Caller;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.presence.Presence.Snapshot;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.milepost.gateway.stream.Polling;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.BiConsumer;

/** What can be asked about channels. Confined to the event loop. */
public final class ChannelRoutes {
    private static final int MAX_NAMED = 1_000;

    private final Shard shard;
    private final Services services;
    private final Polling polling;

    /** Routes on this shard's loop. */
    public ChannelRoutes(Shard shard, Services services, Polling polling) {
        this.shard = shard;
        this.services = services;
        this.polling = polling;
    }

    /** {@code GET /api/channels?prefix=}: channels that somebody follows, of those the caller may follow. */
    public void list(RoutingContext context) {
        Caller.identify(context, services.tokens(), shard.loop(), who -> {
            String prefix = context.request().getParam("prefix", "");
            JsonObject channels = new JsonObject();
            services.presence()
                    .subscribers(prefix, who::maySubscribe, MAX_NAMED)
                    .forEach((name, count) -> channels.put(name, new JsonObject().put("subscribers", count)));
            Body.answer(context, new JsonObject().put("channels", channels));
        });
    }

    /** {@code GET /api/channels/{c}}: how many follow it. */
    public void one(RoutingContext context) {
        withChannel(context, (channel, who) -> {
            Snapshot now = services.presence().of(channel);
            Body.answer(
                    context,
                    new JsonObject()
                            .put("channel", channel.value())
                            .put("occupied", now.subscribers() > 0)
                            .put("subscribers", now.subscribers())
                            .put("members", now.count()));
        });
    }

    /** {@code GET /api/channels/{c}/members}: who follows it. */
    public void members(RoutingContext context) {
        withChannel(context, (channel, who) -> {
            Snapshot now = services.presence().of(channel);
            JsonObject answer = new JsonObject().put("count", now.count());
            List<Member> members = now.members();
            if (members != null) {
                answer.put(
                        "members",
                        new JsonArray(members.stream().map(ChannelRoutes::json).toList()));
            }
            Body.answer(context, answer);
        });
    }

    private static JsonObject json(Member member) {
        JsonObject info = new JsonObject().put("name", member.name());
        if (member.avatar() != null) {
            info.put("avatar", member.avatar());
        }
        return new JsonObject().put("id", member.id()).put("info", info);
    }

    /** {@code GET /api/channels/{c}/events}: what was said there, onwards or backwards. */
    public void events(RoutingContext context) {
        withChannel(context, (channel, who) -> polling.handle(context, channel, who));
    }

    private void withChannel(RoutingContext context, BiConsumer<ChannelName, Principal> then) {
        String name = context.pathParam("channel");
        if (!ChannelName.isValid(name)) {
            HttpError.send(context, 400, "invalid_channel", "channel: 1 to 164 letters, digits or -_=@,.;");
            return;
        }
        ChannelName channel = new ChannelName(name);
        Caller.identify(context, services.tokens(), shard.loop(), who -> {
            if (who.maySubscribe(channel)) {
                then.accept(channel, who);
            } else {
                HttpError.send(context, 403, "forbidden", "channel: the token does not reach it");
            }
        });
    }
}
