package io.milepost.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The Kafka of this test run, one for all classes of a JVM: embedded by default, a container with
 * {@code -Dkafka=container}. It ends with the JVM. Tests keep out of each other's way by topics of their own.
 */
public final class TestKafka {
    private static final String IMAGE = System.getProperty("kafka.image", "apache/kafka:4.3.1");

    private TestKafka() {}

    /** Where clients connect; starts Kafka at the first call. */
    public static String bootstrapServers() {
        return Running.BOOTSTRAP;
    }

    /** Makes a topic and returns when its leaders take records. */
    public static void createTopic(String name, int partitions, Map<String, String> settings) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createTopics(Set.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        awaitLeaders(name, partitions);
    }

    /** The broker that leads a partition learns of it later than the topic is made; it answers when it has. */
    private static void awaitLeaders(String name, int partitions) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.endOffsets(IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(name, partition))
                    .toList());
        }
    }

    /** A topic name that no other test uses. */
    public static String uniqueTopic(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    private static final class Running {
        static final String BOOTSTRAP =
                System.getProperty("kafka", "embedded").equals("container") ? container() : embedded();

        private static String embedded() {
            try {
                Path data = Files.createTempDirectory("milepost-kafka");
                EmbeddedBroker broker = EmbeddedBroker.start(BrokerConfig.at(data, FreePort.find()));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    broker.close();
                    delete(data);
                }));
                return broker.bootstrapServers();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @SuppressWarnings("resource") // ended with the JVM
        private static String container() {
            KafkaContainer kafka = new KafkaContainer(IMAGE).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
            kafka.start();
            Runtime.getRuntime().addShutdownHook(new Thread(kafka::stop));
            return kafka.getBootstrapServers();
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
