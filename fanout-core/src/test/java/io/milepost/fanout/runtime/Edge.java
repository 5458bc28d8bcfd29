package io.milepost.fanout.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.broker.TestKafka;
import io.milepost.event.Json;
import io.milepost.fanout.contract.Letter;
import io.milepost.fanout.contract.Rig;
import io.milepost.fanout.mock.MockDirectory;
import io.milepost.fanout.mock.MockSinkProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the runtime's edges share: a rig with a mock sink, and records written by hand. */
abstract class Edge {
    static final Duration SOON = Duration.ofMinutes(1);

    /** Bytes that a record of the tests has at most. */
    private static final int LARGE = 4_000_000;

    @TempDir
    Path place;

    MockDirectory directory;
    Rig rig;
    KafkaProducer<byte[], byte[]> producer;
    Admin admin;

    @BeforeEach
    void open() {
        directory = new MockDirectory(place);
        rig = new Rig(
                new MockSinkProvider(),
                directory,
                Map.of(),
                (stream, key, number) -> Json.of("{\"number\":" + number + "}"));
        Map<String, Object> kafka = Map.of(
                "bootstrap.servers",
                TestKafka.bootstrapServers(),
                "metadata.max.age.ms",
                500,
                "max.request.size",
                LARGE);
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        admin = Admin.create(kafka);
    }

    @AfterEach
    void close() {
        rig.close();
        producer.close();
        admin.close();
    }

    /** Writes a record as it is to a partition of the activity stream. Nulls stand for what it does not have. */
    void write(int partition, Long timestamp, String key, String value) throws Exception {
        producer.send(new ProducerRecord<>(
                        rig.topic("activity"),
                        partition,
                        timestamp,
                        key == null ? null : key.getBytes(UTF_8),
                        value == null ? null : value.getBytes(UTF_8)))
                .get();
    }

    /** Lets the activity stream take values that are larger than what is an event. */
    void allowLargeValues() throws Exception {
        ConfigEntry most = new ConfigEntry("max.message.bytes", Integer.toString(LARGE));
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, rig.topic("activity")),
                        List.of(new AlterConfigOp(most, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    /** The codes of the dead letters, when there are so many. */
    List<String> codes(int count) {
        return rig.awaitDeadLetters(count).stream()
                .map(letter -> Letter.header(letter, "milepost_code"))
                .toList();
    }
}
