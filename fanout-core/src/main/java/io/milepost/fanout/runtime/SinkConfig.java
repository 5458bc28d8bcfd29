package io.milepost.fanout.runtime;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.RawEvent;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.SinkDefaults;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.trail.TrailTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a sink is driven.
 *
 * @param group the consumer group whose members share the work
 * @param kafka settings for Kafka's clients; {@code bootstrap.servers} at least
 * @param streams what is read
 * @param largest bytes that a record's value has at most; what is larger is put aside
 * @param start where a group begins that has never read a topic
 * @param sending how much goes out at once
 * @param retrying what happens to what fails
 * @param buffer records read ahead at most; as many bytes of values as {@link #bufferBytes} says
 * @param bufferBytes see {@code buffer}
 * @param drain how long calls under way may take to end when partitions are taken away, and at the end
 * @param commitEvery how often progress is committed
 * @param topics where events go that the sink would not take
 * @param trail where it is written what became of each event; empty for nowhere
 */
public record SinkConfig(
        String group,
        Map<String, Object> kafka,
        List<StreamSpec> streams,
        int largest,
        Start start,
        Sending sending,
        Retrying retrying,
        int buffer,
        long bufferBytes,
        Duration drain,
        Duration commitEvery,
        DeadLetterTopics topics,
        Optional<TrailTopic> trail) {
    /** Where a group begins that has never read a topic. */
    public enum Start {
        /** With what is written from now on. */
        LATEST,
        /** With all that Kafka still has. */
        EARLIEST
    }

    /**
     * How much goes out at once.
     *
     * @param batch events in a call at most
     * @param inFlight calls under way at once at most
     * @param timeout after which a call counts as failed
     * @param perSecond events in a second at most; 0 for no limit
     */
    public record Sending(int batch, int inFlight, Duration timeout, int perSecond) {}

    /**
     * What happens to what fails.
     *
     * @param first the pause after the first failure, about; twice as long after each further one
     * @param most the longest pause
     * @param attempts failures after which an event is put aside. Only those count between which the sink has delivered
     *     something else: while nothing at all gets through, the event is not what is wrong
     * @param maxAge the age by the record's time above which an event is put aside untried
     * @param breaker calls in a row of which half must fail for the breaker to open
     * @param closed the longest time for which an open breaker lets nothing out
     */
    public record Retrying(
            Duration first, Duration most, int attempts, Duration maxAge, int breaker, Duration closed) {}

    /** Copies the settings and the streams. */
    public SinkConfig {
        kafka = Map.copyOf(kafka);
        streams = List.copyOf(streams);
    }

    /** The same reading streams from a place of its own. */
    public SinkConfig from(Start where) {
        return new SinkConfig(
                group,
                kafka,
                streams,
                largest,
                where,
                sending,
                retrying,
                buffer,
                bufferBytes,
                drain,
                commitEvery,
                topics,
                trail);
    }

    /**
     * Reads what a fan-out's settings say of it. Faults are noted in the settings.
     *
     * @param name the fan-out's name
     * @param defaults what its kind says
     */
    public static SinkConfig read(
            FanoutSettings settings,
            String name,
            SinkDefaults defaults,
            Streams streams,
            Map<String, Object> kafka,
            DeadLetterTopics topics) {
        return new SinkConfig(
                settings.text("group", groupOf(name)),
                kafka,
                streams(settings, streams),
                RawEvent.LARGEST,
                Start.valueOf(settings.choice("from", "latest", List.of("latest", "earliest"))
                        .toUpperCase(Locale.ROOT)),
                new Sending(
                        settings.number("batch", defaults.batch(), 1, 10_000),
                        settings.number("inFlight", defaults.inFlight(), 1, 10_000),
                        settings.duration("callTimeout", defaults.timeout(), Duration.ofMillis(10)),
                        settings.number("perSecond", 0, 0, 10_000_000)),
                new Retrying(
                        settings.duration("retryFirst", Duration.ofMillis(200), Duration.ofMillis(1)),
                        settings.duration("retryMost", Duration.ofSeconds(30), Duration.ofMillis(1)),
                        settings.number("retryAttempts", 12, 1, 1_000_000),
                        settings.duration("maxAge", defaults.maxAge(), Duration.ofSeconds(1)),
                        settings.number("breakerCalls", 20, 2, 10_000),
                        settings.duration("breakerMost", Duration.ofSeconds(10), Duration.ofMillis(10))),
                settings.number("buffer", 10_000, 1, 1_000_000),
                (long) settings.number("bufferMegabytes", 32, 1, 4_096) << 20,
                settings.duration("drain", Duration.ofSeconds(10), Duration.ZERO),
                settings.duration("commitEvery", Duration.ofSeconds(1), Duration.ofMillis(1)),
                topics,
                trail(settings, topics.replicas()));
    }

    private static Optional<TrailTopic> trail(FanoutSettings settings, short replicas) {
        TrailTopic topic = new TrailTopic(settings.text("trailTopic", TrailTopic.NAME), replicas);
        boolean wanted =
                settings.choice("trail", "false", List.of("true", "false")).equals("true");
        return wanted ? Optional.of(topic) : Optional.empty();
    }

    /** The consumer group of a fan-out for which none is named. */
    public static String groupOf(String name) {
        return "milepost." + name;
    }

    private static List<StreamSpec> streams(FanoutSettings settings, Streams streams) {
        List<String> names = settings.list("streams");
        List<StreamSpec> chosen = new ArrayList<>();
        for (String name : names) {
            streams.named(name)
                    .ifPresentOrElse(
                            chosen::add,
                            () -> settings.fault(
                                    "streams",
                                    "\"" + name + "\" is none of "
                                            + String.join(
                                                    ", ",
                                                    streams.all().stream()
                                                            .map(StreamSpec::name)
                                                            .toList())));
        }
        return names.isEmpty() ? streams.all() : chosen;
    }
}
