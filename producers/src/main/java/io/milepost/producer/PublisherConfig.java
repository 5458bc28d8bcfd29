package io.milepost.producer;

import io.milepost.channel.Streams;
import io.milepost.schema.DataCheck;
import java.time.Duration;
import java.util.Map;

/**
 * How to publish.
 *
 * @param source who says the events, a URI reference such as {@code /walks}
 * @param streams the streams there are
 * @param kafka Kafka's own settings; {@code bootstrap.servers} at least. Those that would lose or reorder events are
 *     overruled
 * @param closeTimeout how long {@link EventPublisher#close} waits for Kafka to take what was sent
 * @param check what the data of events has to fit; {@link DataCheck#NONE} for nothing
 */
public record PublisherConfig(
        String source, Streams streams, Map<String, Object> kafka, Duration closeTimeout, DataCheck check) {
    /** Copies the settings. */
    public PublisherConfig {
        kafka = Map.copyOf(kafka);
    }

    /** The data of Milepost's own event types has to fit their schemas. */
    public PublisherConfig(String source, Streams streams, Map<String, Object> kafka, Duration closeTimeout) {
        this(source, streams, kafka, closeTimeout, DataCheck.usual());
    }

    /** The default streams of a Kafka at this address. */
    public static PublisherConfig of(String source, String bootstrapServers) {
        return new PublisherConfig(
                source, Streams.DEFAULTS, Map.of("bootstrap.servers", bootstrapServers), Duration.ofSeconds(30));
    }

    /** The same with something else asked of the data. */
    public PublisherConfig withCheck(DataCheck asked) {
        return new PublisherConfig(source, streams, kafka, closeTimeout, asked);
    }
}
