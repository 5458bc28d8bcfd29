package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.broker.FreePort;
import io.milepost.gateway.TroubleTable;
import io.milepost.gateway.TroubleWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk that producers write to is full: the broker takes no more and ends, in the middle of a batch. When there is room, it
 * comes back with what it had acknowledged.
 */
class FullDiskIT {
    /** Kafka makes its index files 10 MB long at once. */
    private static final int MOST_KILOBYTES = 16 * 1024;

    private static final byte[] LARGE = new byte[256 * 1024];

    @TempDir
    Path data;

    @Test
    void socketsStayAndNothingAcknowledgedIsLost() throws Exception {
        int port = FreePort.find();
        String kafka = "127.0.0.1:" + port;
        BrokerProcess full = BrokerProcess.start(data, port, Integer.toString(MOST_KILOBYTES));
        try (TroubleRig rig = TroubleRig.on(kafka, Map.of())) {
            rig.awaitReady();
            try (TroubleWatch watch = new TroubleWatch(rig.http())) {
                watch.sees(TroubleTable.read().get("the broker's disk is full"), () -> fill(kafka, rig.topic(), full));
            }
            rig.awaitWaiting();
            assertThat(rig.publish()).isEqualTo("unavailable");
            try (BrokerProcess roomy = BrokerProcess.start(data, port, "unlimited")) {
                rig.awaitWell();
                rig.finish();
                assertThat(roomy.isAlive()).isTrue();
            }
        } finally {
            full.close();
        }
    }

    /** Writes records that nobody can ask for beside those of the service, until the broker ends. */
    private static void fill(String kafka, String topic, BrokerProcess broker) throws InterruptedException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka,
                "delivery.timeout.ms",
                5_000,
                "request.timeout.ms",
                2_000,
                "max.block.ms",
                5_000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (broker.isAlive() && System.nanoTime() - until < 0) {
                try {
                    producer.send(new ProducerRecord<>(topic, 0, null, LARGE)).get();
                } catch (ExecutionException e) {
                    // Full, or slow.
                }
            }
            assertThat(broker.isAlive()).isFalse();
        }
    }
}
