package io.milepost.gateway.pusher.api;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.PusherMark;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.AppNames;
import io.milepost.gateway.pusher.PusherWire;
import io.milepost.gateway.session.Pages;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.milepost.log.History.Before;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** What servers ask of an app's channels, over all nodes. Confined to the event loop. */
final class AppChannels {
    private static final int MOST = 100_000;
    private static final Set<String> OF_ALL = Set.of(AppInfo.USERS, AppInfo.SUBSCRIPTIONS);
    private static final Set<String> OF_ONE = Set.of(AppInfo.USERS, AppInfo.SUBSCRIPTIONS, AppInfo.CACHE);

    private final Shard shard;
    private final Services services;
    private final AppInfo info;

    AppChannels(Shard shard, Services services, AppInfo info) {
        this.shard = shard;
        this.services = services;
        this.info = info;
    }

    void all(RoutingContext context, App app) {
        AppNames names = new AppNames(app);
        String asked = context.request().getParam("filter_by_prefix");
        String prefix = asked == null ? "" : asked;
        Set<String> wanted = AppInfo.named(context.request().getParam("info"));
        String why = AppInfo.whyNot(app, wanted, prefix, OF_ALL);
        if (why != null) {
            AppApi.refuse(context, why);
            return;
        }
        JsonObject channels = new JsonObject();
        services.presence()
                .subscribers(
                        "",
                        channel -> names.isOwn(channel.value())
                                && names.said(channel.value()).startsWith(prefix),
                        MOST)
                .forEach((channel, count) ->
                        channels.put(names.said(channel), info.of(wanted, new ChannelName(channel))));
        AppApi.answer(context, new JsonObject().put("channels", channels));
    }

    void one(RoutingContext context, App app) {
        String name = context.pathParam("channel");
        Set<String> wanted = AppInfo.named(context.request().getParam("info"));
        String why = AppNames.isName(name) ? AppInfo.whyNot(app, wanted, name, OF_ONE) : "channel: no name of one";
        if (why != null) {
            AppApi.refuse(context, why);
            return;
        }
        ChannelName channel = new ChannelName(new AppNames(app).channel(name));
        JsonObject told = new JsonObject()
                .put("occupied", services.presence().subscribers(channel) > 0)
                .mergeIn(info.of(wanted, channel));
        if (wanted.contains(AppInfo.CACHE)) {
            cache(context, channel, told);
        } else {
            AppApi.answer(context, told);
        }
    }

    private void cache(RoutingContext context, ChannelName channel, JsonObject told) {
        Pages.look(shard, channel, new Before.Now(), 1, looked -> {
            if (looked instanceof Pages.Looked.Failed failed) {
                HttpError.sendRetry(context, 503, "unavailable", failed.why(), 1);
                return;
            }
            Pages.Looked.Seen seen = (Pages.Looked.Seen) looked;
            List<Event> events = seen.events();
            if (events.isEmpty() && !seen.complete()) {
                HttpError.sendRetry(context, 503, "unavailable", "the last event was not found so far", 1);
                return;
            }
            if (!events.isEmpty()) {
                Event event = events.get(0);
                long left = PusherWire.left(event, seen.newest()).toSeconds();
                if (left > 0) {
                    told.put(
                            AppInfo.CACHE,
                            new JsonObject().put("data", text(event)).put("ttl", left));
                }
            }
            AppApi.answer(context, told);
        });
    }

    private static String text(Event event) {
        PusherMark mark = event.pusher();
        return mark != null && mark.text()
                ? event.data().tree().asText()
                : event.data().toString();
    }

    void members(RoutingContext context, App app) {
        String name = context.pathParam("channel");
        if (!AppNames.isName(name) || !AppNames.isPresence(name)) {
            AppApi.refuse(context, "channel: users are known of presence channels alone");
            return;
        }
        List<Member> members =
                info.members(new ChannelName(new AppNames(app).channel(name))).members();
        if (members == null) {
            HttpError.send(context, 503, "unavailable", "there are too many users to be named");
            return;
        }
        JsonArray users = new JsonArray();
        members.forEach(member -> users.add(new JsonObject().put("id", member.id())));
        AppApi.answer(context, new JsonObject().put("users", users));
    }
}
