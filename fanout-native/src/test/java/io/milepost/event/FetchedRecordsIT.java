package io.milepost.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.broker.TestKafka;
import io.milepost.fanout.topic.Consumers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What lies behind a fetched value are its record's headers, whatever they are and however a batch was compressed. */
class FetchedRecordsIT {
    private static final int RECORDS = 1_500;
    private static final List<String> NAMES = List.of(
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_time",
            "ce_subject",
            "ce_userid",
            "content-type",
            "ce_other",
            "trace",
            "",
            "ü");
    private static final List<String> SAID =
            List.of("1.0", "a", "", "goal-updated", "application/json", "application/cloudevents+json", "é\u0000");

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whatIsTakenIsWhatTheClientSays() throws Exception {
        System.out.println("seed " + seed);
        for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            String topic = "fetched-" + compression;
            TestKafka.createTopic(topic, 1, Map.of());
            write(topic, compression);
            FetchedRecords fetched = new FetchedRecords();
            try (KafkaConsumer<byte[], ByteBuffer> consumer =
                    Consumers.open(Map.of("bootstrap.servers", TestKafka.bootstrapServers()), 500, "fetched")) {
                TopicPartition all = new TopicPartition(topic, 0);
                consumer.assign(List.of(all));
                consumer.seek(all, 0);
                for (int read = 0; read < RECORDS; ) {
                    for (ConsumerRecord<byte[], ByteBuffer> record : consumer.poll(Duration.ofSeconds(30))) {
                        assertSame(fetched.take(record), RawEvent.of(record));
                        read++;
                    }
                }
            }
            assertThat(fetched.isTrusted()).as(compression).isTrue();
        }
    }

    private static void assertSame(RawEvent event, RawEvent wanted) {
        assertThat(event.size()).isEqualTo(wanted.size());
        assertThat(event.headersSize()).isEqualTo(wanted.headersSize());
        assertThat(event.recordTime()).isEqualTo(wanted.recordTime());
        assertThat(event.isStructured()).isEqualTo(wanted.isStructured());
        assertThat(event.type("t")).isEqualTo(wanted.type("t"));
        assertThat(event.decode("t", "goal", 1, 2)).isEqualTo(wanted.decode("t", "goal", 1, 2));
    }

    private void write(String topic, String compression) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", TestKafka.bootstrapServers(), "compression.type", compression, "linger.ms", 5);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, new byte[] {'k'}, value());
                for (int n = random.nextInt(10); n > 0; n--) {
                    record.headers().add(NAMES.get(random.nextInt(NAMES.size())), said());
                }
                producer.send(record);
            }
        }
    }

    private byte @Nullable [] value() {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> new byte[0];
            default -> ("{\"n\":\"" + "x".repeat(random.nextInt(400)) + "\"}").getBytes(UTF_8);
        };
    }

    private byte @Nullable [] said() {
        return switch (random.nextInt(20)) {
            case 0 -> null;
            case 1 -> new byte[random.nextInt(10_000)];
            default -> SAID.get(random.nextInt(SAID.size())).getBytes(UTF_8);
        };
    }
}
