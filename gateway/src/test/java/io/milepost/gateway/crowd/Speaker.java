package io.milepost.gateway.crowd;

import io.milepost.broker.TestKafka;
import io.milepost.channel.Streams;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Says numbered events to channels, whichever nodes there are. Any thread. */
final class Speaker implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    private final String topic;
    private final Map<String, Long> said = new HashMap<>();

    Speaker(Streams streams) {
        topic = streams.named("activity").orElseThrow().topic();
    }

    /** Says the next event to a team's channel. */
    synchronized void say(String key, String data) {
        long number = said.merge(key, 1L, Long::sum) - 1;
        producer.send(EventWriter.write(
                new Event(key + "-" + number, "/test", "activity-logged", Rfc3339.now(), null, Json.of(data)),
                topic,
                key));
    }

    /** How many events were said to these channels of a group. */
    synchronized long said(String group, int channels) {
        long sum = 0;
        for (int i = 0; i < channels; i++) {
            sum += said.getOrDefault(group + i, 0L);
        }
        return sum;
    }

    @Override
    public void close() {
        producer.close();
    }
}
