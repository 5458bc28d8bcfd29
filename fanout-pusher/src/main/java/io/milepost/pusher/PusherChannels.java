package io.milepost.pusher;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.channel.ChannelName;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.service.Health;
import io.milepost.service.realtime.ChannelInfo;
import io.milepost.service.realtime.ChannelUsers;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What Pusher knows of channels. Any thread. */
final class PusherChannels {
    private static final String USERS = "user_count";
    private static final String NOBODYS = "milepost-health-";

    private final PusherApi api;

    PusherChannels(PusherApi api) {
        this.api = api;
    }

    /** Asks for connections too; an app that does not count them refuses, and is asked again without. */
    CompletableFuture<ChannelInfo> info(ChannelName channel) {
        String users = channel.isPresence() ? USERS : "";
        return ask(channel, users.isEmpty() ? "subscription_count" : users + ",subscription_count")
                .thenCompose(answer -> answer instanceof Answer.Replied replied && replied.status() == 400
                        ? ask(channel, users)
                        : CompletableFuture.completedFuture(answer))
                .thenApply(PusherChannels::json)
                .thenApply(said -> new ChannelInfo(
                        channel.value(),
                        said.path("occupied").asBoolean(),
                        count(said, "subscription_count"),
                        count(said, USERS)));
    }

    /** Asks who is there. Pusher tells ids alone. */
    CompletableFuture<ChannelUsers> users(ChannelName channel) {
        return api.get("/channels/" + channel.value() + "/users")
                .thenApply(PusherChannels::json)
                .thenApply(said -> {
                    List<Member> users = new ArrayList<>();
                    said.path("users")
                            .forEach(user -> users.add(Member.of(user.path("id").asText())));
                    return new ChannelUsers(users.size(), users);
                });
    }

    /** Asks for channels that nobody has, so that the answer is short. */
    CompletableFuture<Health> health() {
        return api.get("/channels", Map.of("filter_by_prefix", NOBODYS)).thenApply(answer -> {
            json(answer);
            return Health.good("Pusher answers");
        });
    }

    private CompletableFuture<Answer> ask(ChannelName channel, String info) {
        return api.get("/channels/" + channel.value(), info.isEmpty() ? Map.of() : Map.of("info", info));
    }

    private static JsonNode json(Answer answer) {
        if (!(answer instanceof Answer.Replied replied) || replied.status() != 200) {
            throw Refusals.of(answer);
        }
        try {
            JsonNode said = Json.of(ByteBuffer.wrap(replied.body().bytes())).tree();
            if (replied.body().whole() && said.isObject()) {
                return said;
            }
        } catch (InvalidJsonException e) {
            // Said below.
        }
        throw new RealtimeException(Code.CONFIGURATION, replied.call() + ": not what Pusher answers; see the host");
    }

    private static OptionalLong count(JsonNode said, String field) {
        JsonNode count = said.path(field);
        return count.canConvertToLong() ? OptionalLong.of(count.longValue()) : OptionalLong.empty();
    }
}
