package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.SecuredCluster;
import io.milepost.gateway.tls.TestCertificate;
import io.milepost.launcher.config.NodeConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka as it is for real: three brokers in three zones, TLS and passwords, three copies of which two have to have everything. */
class SecuredKafkaIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String PASSWORD = "the-password-of-the-gateway";
    /** Where the node is, so that it reads there. */
    private static final int NEAR = 2;

    private final long began = System.nanoTime();

    @TempDir
    Path directory;

    private Map<String, String> settings;

    @BeforeEach
    void write() throws Exception {
        TestCertificate own = TestCertificate.of("three");
        settings = new HashMap<>(Map.of(
                "topics.replicas", "3",
                "topics.watch", "2s",
                "kafkaSettings.request_timeout_ms", "2000",
                "kafkaSettings.default_api_timeout_ms", "3000",
                "kafkaSettings.security_protocol", "SASL_SSL",
                "kafkaSettings.sasl_mechanism", "SCRAM-SHA-512",
                "kafkaSettings.ssl_truststore_type", "PEM",
                "kafkaSettings.client_rack", SecuredCluster.zone(NEAR)));
        settings.put(
                "kafkaSettings.sasl_jaas_config",
                "file:" + file("login.jaas", SecuredCluster.login(SecuredCluster.USER, PASSWORD)));
        settings.put(
                "kafkaSettings.ssl_truststore_location",
                file("ca.pem", own.certificatePem()).toString());
    }

    private Path file(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content);
    }

    @Test
    void oneBrokerMayGoAndOfTwoItIsSaid() throws Exception {
        try (SecuredCluster kafka =
                        SecuredCluster.start(TestCertificate.of("three").store(), TestCertificate.PASSWORD, PASSWORD);
                TroubleRig rig = TroubleRig.on(kafka.bootstrapServers(), settings);
                Admin admin = admin(kafka)) {
            say("three brokers, and events flow to four clients");
            assertThat(rig.publish()).isEqualTo("published");
            say("as it should be: " + threeCopiesOfAll(admin));
            await().atMost(LONG).until(() -> readFrom(admin, rig.topic()), Set.of(NEAR)::equals);
            say("the tail reads from broker " + NEAR + ", which is in its zone");

            rig.staysReady(() -> {
                kafka.kill(NEAR);
                rig.awaitMore();
                say("broker " + NEAR + " is gone, and events flow");
                return await().atMost(LONG).until(() -> leaders(admin, rig.topic()), those -> !those.contains(NEAR));
            });
            say("others lead, and the node was ready all the while");
            rig.awaitWell();
            say("clients may publish");

            kafka.kill(1);
            await().atMost(LONG).until(rig::publish, "unavailable"::equals);
            rig.awaitWaiting();
            say("broker 1 is gone too. Publishing is unavailable; "
                    + rig.readyz().body());

            kafka.revive(1);
            kafka.revive(NEAR);
            rig.awaitWell();
            say("both are back, and " + rig.readyz().body());
            rig.finish();
            say("every client has all that was written, once, in order, on the socket that it had");
        }
    }

    private Admin admin(SecuredCluster kafka) {
        Map<String, String> said = new HashMap<>(settings);
        said.put("kafka", kafka.bootstrapServers());
        return Admin.create(NodeConfig.kafka(NodeUnderTest.settings(said)));
    }

    /** How many topics there are of those that the node has made; each has three copies, of which two have to have everything. */
    private static String threeCopiesOfAll(Admin admin) throws Exception {
        Set<String> names = new TreeSet<>(admin.listTopics().names().get());
        admin.describeTopics(names)
                .allTopicNames()
                .get()
                .forEach((name, topic) -> assertThat(topic.partitions())
                        .as(name)
                        .allMatch(partition -> partition.replicas().size() == 3));
        Map<String, String> needed = new TreeMap<>();
        Set<ConfigResource> asked = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .collect(Collectors.toSet());
        for (Map.Entry<ConfigResource, Config> one :
                admin.describeConfigs(asked).all().get().entrySet()) {
            needed.put(
                    one.getKey().name(),
                    one.getValue().get("min.insync.replicas").value());
        }
        assertThat(needed).containsKeys("milepost.revocations", "milepost.rollout");
        assertThat(needed.values()).containsOnly("2");
        return names.size() + " topics with three copies and min.insync.replicas=2";
    }

    /** From which brokers the tail reads a topic: by Kafka's client, from which it would rather than from the leader, or -1. */
    private static Set<Integer> readFrom(Admin admin, String topic) throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Set<Integer> brokers = new TreeSet<>();
        for (TopicPartitionInfo partition : partitions(admin, topic)) {
            ObjectName metrics =
                    new ObjectName("kafka.consumer:type=consumer-fetch-manager-metrics,client-id=milepost-tail,topic="
                            + topic + ",partition=" + partition.partition());
            int preferred = (Integer) beans.getAttribute(metrics, "preferred-read-replica");
            brokers.add(preferred < 0 ? partition.leader().id() : preferred);
        }
        return brokers;
    }

    private static Set<Integer> leaders(Admin admin, String topic) throws Exception {
        return partitions(admin, topic).stream()
                .map(partition ->
                        partition.leader() == null ? NEAR : partition.leader().id())
                .collect(Collectors.toSet());
    }

    private static List<TopicPartitionInfo> partitions(Admin admin, String topic) throws Exception {
        return admin.describeTopics(Set.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions();
    }

    private void say(String what) {
        System.out.printf("%5.1f s: %s%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) / 1e3, what);
    }
}
