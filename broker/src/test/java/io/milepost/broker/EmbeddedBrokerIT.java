package io.milepost.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    private static final TopicPartition TOPIC = new TopicPartition("t", 0);

    @TempDir
    Path data;

    @Test
    void whatWasWrittenIsThereAfterARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.at(data, 0));
                Admin admin = Admin.create(client(broker));
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(client(broker), new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(Set.of(new NewTopic(TOPIC.topic(), 1, (short) 1)))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>(TOPIC.topic(), "here".getBytes(UTF_8)))
                    .get();
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.at(data, 0));
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(client(broker), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(TOPIC));
            consumer.seekToBeginning(List.of(TOPIC));
            List<ConsumerRecord<byte[], byte[]>> read =
                    consumer.poll(Duration.ofSeconds(30)).records(TOPIC);
            assertThat(read).singleElement().extracting(ConsumerRecord::value).isEqualTo("here".getBytes(UTF_8));
        }
    }

    @Test
    void aTakenPortIsSaidWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.at(data, taken.getLocalPort())))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("is taken")
                    .hasMessageContaining("--broker-port");
        }
    }

    @Test
    void aTakenDataDirectoryIsSaid() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.at(data, 0))) {
            assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
            assertThatThrownBy(() -> EmbeddedBroker.start(BrokerConfig.at(data, 0)))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("another broker")
                    .hasMessageContaining("--data");
        }
    }

    private static Map<String, Object> client(EmbeddedBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }
}
