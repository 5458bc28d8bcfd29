package io.milepost.service.realtime.kafka;

import io.milepost.channel.StreamSpec;
import io.milepost.schema.DataCheck;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * How to reach clients by Kafka.
 *
 * @param source who says the events, a URI reference such as {@code /walks}
 * @param stream the stream they are published to
 * @param kafka Kafka's own client settings; {@code bootstrap.servers} at least
 * @param gateway where channels are asked about; empty if nowhere
 * @param token what the gateway is shown; empty to sign one for each question
 * @param secret what tokens are signed with, 32 bytes at least; empty to sign none
 * @param check what the data of events has to fit; {@link DataCheck#NONE} for nothing
 */
public record KafkaRealtimeConfig(
        String source,
        StreamSpec stream,
        Map<String, Object> kafka,
        Optional<URI> gateway,
        Optional<String> token,
        Optional<String> secret,
        DataCheck check) {
    /** Copies the settings. */
    public KafkaRealtimeConfig {
        kafka = Map.copyOf(kafka);
    }

    /** Without what may be secret. */
    @Override
    public String toString() {
        return "KafkaRealtimeConfig[source=" + source + ", stream=" + stream.name() + ", gateway=" + gateway + "]";
    }
}
