package io.milepost.pusher;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.channel.ChannelTemplate;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Position;
import io.milepost.fanout.Sink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What tests deliver, and the sinks that they deliver with. */
final class Deliveries {
    static final Streams STREAMS = Streams.of(List.of(
            StreamSpec.of("activity", "team-{key}", "activity-logged"),
            new StreamSpec(
                    "status", "status", ChannelTemplate.of("events-{key}"), "update", StreamSpec.Delivery.ALL, true),
            StreamSpec.of("channels", "{key}", "message")));

    private Deliveries() {}

    static Delivery of(String stream, String channel, String key, String type, String id, String data) {
        Event event = new Event(id, "/tests", type, "2026-01-02T03:04:05Z", null, Json.of(data));
        return new Delivery(
                stream,
                channel,
                key,
                event,
                new Position(stream, 0, 7),
                Instant.parse("2026-01-02T03:04:06Z"),
                1,
                false);
    }

    /** An event of a team, with its id as the field {@code n} of its data. */
    static Delivery activity(String team, String id) {
        return of("activity", "team-" + team, team, "activity-logged", id, "{\"n\":\"" + id + "\"}");
    }

    static Delivery byName(String channel, String data) {
        return of("channels", channel, channel, "message", "e1", data);
    }

    static Delivery data(String data) {
        return of("activity", "team-1", "1", "activity-logged", "e1", data);
    }

    static Sink sink(Map<String, String> settings) {
        return sink(settings, new SimpleMeterRegistry());
    }

    static Sink sink(Map<String, String> settings, SimpleMeterRegistry meters) {
        return new PusherSinkProvider().open(context(settings, meters));
    }

    static FanoutContext context(Map<String, String> settings, SimpleMeterRegistry meters) {
        return new FanoutContext("pusher", STREAMS, new FanoutSettings("fanouts.pusher.", settings), meters);
    }

    static List<Outcome> deliver(Sink sink, Delivery... batch) {
        return deliver(sink, Arrays.asList(batch));
    }

    static List<Outcome> deliver(Sink sink, List<Delivery> batch) {
        try {
            return sink.deliver(batch).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Outcomes in short: {@code delivered}, {@code retry timeout}, {@code rejected http-400}, {@code untried}. */
    static List<String> words(List<Outcome> outcomes) {
        List<String> words = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.RetryAfter retry) {
                words.add("retry " + retry.failure().code());
            } else if (outcome instanceof Outcome.Rejected rejected) {
                words.add("rejected " + rejected.failure().code());
            } else if (outcome instanceof Outcome.Halted halted) {
                words.add("halted " + halted.failure().code());
            } else {
                words.add(outcome instanceof Outcome.Delivered ? "delivered" : "untried");
            }
        }
        return words;
    }
}
