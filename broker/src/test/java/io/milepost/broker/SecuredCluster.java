package io.milepost.broker;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Three brokers, each in a zone of its own, and a controller apart that stays, all in this process. Everybody speaks TLS with a
 * password: clients and brokers by SCRAM, whoever asks the controller by PLAIN, since it knows SCRAM's passwords only when it
 * runs. Topics have three copies, of which two have to have what is acknowledged. {@link #USER} may do what docs/OPERATIONS.md says that
 * a node needs, and nothing else.
 */
public final class SecuredCluster implements AutoCloseable {
    /** Who clients are. */
    public static final String USER = "gateway";

    private static final String MECHANISM = "SCRAM-SHA-512";
    private static final String LOGIN =
            "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\"%s;";
    private static final String HOST = "127.0.0.1:";
    private static final int BROKERS = 3;
    private static final int CONTROLLER = BROKERS + 1;
    private static final String OWN_USER = "broker";
    private static final String OWN_PASSWORD = "the-password-of-the-brokers";

    private final Path data;
    private final Path store;
    private final String storePassword;
    private final List<Integer> ports =
            IntStream.range(0, BROKERS).mapToObj(i -> FreePort.find()).toList();
    private final int controllerPort = FreePort.find();
    private final List<ClusterNode> nodes = new ArrayList<>();

    private SecuredCluster(Path data, Path store, String storePassword, String password) {
        this.data = data;
        this.store = store;
        this.storePassword = storePassword;
        String cluster = Uuid.randomUuid().toString();
        List<String> credentials = List.of(credential(USER, password), credential(OWN_USER, OWN_PASSWORD));
        for (int id = 1; id <= CONTROLLER; id++) {
            ClusterNode node =
                    new ClusterNode(id, directory(id), id == CONTROLLER ? controllerSettings() : brokerSettings(id));
            node.format(cluster, credentials);
            nodes.add(node);
        }
    }

    /**
     * Starts it, and returns when it takes requests.
     *
     * @param store a PKCS#12 file with a certificate for 127.0.0.1 that has signed itself, and its key
     * @param storePassword of the file
     * @param password of {@link #USER}
     */
    public static SecuredCluster start(Path store, String storePassword, String password) {
        try {
            SecuredCluster cluster =
                    new SecuredCluster(Files.createTempDirectory("milepost-secured"), store, storePassword, password);
            ClusterNode.startAll(cluster.nodes);
            cluster.allow();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void allow() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                MECHANISM,
                "sasl.jaas.config",
                login(OWN_USER, OWN_PASSWORD),
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                store.toString(),
                "ssl.truststore.password",
                storePassword);
        List<AclBinding> rights = new ArrayList<>();
        for (AclOperation operation : List.of(READ, WRITE, DESCRIBE, DESCRIBE_CONFIGS)) {
            rights.add(right(ResourceType.TOPIC, "*", PatternType.LITERAL, operation));
        }
        rights.add(right(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL, CREATE));
        for (AclOperation operation : List.of(READ, DESCRIBE)) {
            rights.add(right(ResourceType.GROUP, "milepost.", PatternType.PREFIXED, operation));
        }
        try (Admin admin = Admin.create(settings)) {
            admin.createAcls(rights).all().get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AclBinding right(ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + USER, "*", operation, AclPermissionType.ALLOW));
    }

    /** Where clients connect: all three. */
    public String bootstrapServers() {
        return ports.stream().map(port -> HOST + port).collect(Collectors.joining(","));
    }

    /** What a client of this name says as {@code sasl.jaas.config}, with {@code sasl.mechanism} SCRAM-SHA-512. */
    public static String login(String user, String password) {
        return LOGIN.formatted("scram.ScramLoginModule", user, password, "");
    }

    /** In which zone a broker is, as {@code broker.rack} and {@code client.rack} have it. */
    public static String zone(int broker) {
        return "zone-" + broker;
    }

    /** Ends a broker without a word. They are numbered from 1. */
    public void kill(int broker) {
        nodes.get(broker - 1).stop();
    }

    /** A broker that was killed comes back, with its data. */
    public void revive(int broker) {
        nodes.get(broker - 1).start();
    }

    private static String credential(String user, String password) {
        return MECHANISM + "=[name=" + user + ",iterations=4096,password=" + password + "]";
    }

    private Map<String, String> brokerSettings(int id) {
        Map<String, String> settings = settings(id);
        settings.put("process.roles", "broker");
        settings.put("listeners", "SASL_SSL://" + HOST + ports.get(id - 1));
        settings.put("inter.broker.listener.name", "SASL_SSL");
        settings.put("sasl.enabled.mechanisms", MECHANISM);
        settings.put("sasl.mechanism.inter.broker.protocol", MECHANISM);
        settings.put("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", login(OWN_USER, OWN_PASSWORD));
        settings.put("broker.rack", zone(id));
        settings.put("replica.selector.class", "org.apache.kafka.common.replica.RackAwareReplicaSelector");
        settings.put("auto.leader.rebalance.enable", "false");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("controlled.shutdown.enable", "false");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("replica.lag.time.max.ms", "5000");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        return settings;
    }

    private Map<String, String> controllerSettings() {
        Map<String, String> settings = settings(CONTROLLER);
        settings.put("process.roles", "controller");
        settings.put("listeners", "CONTROLLER://" + HOST + controllerPort);
        settings.put("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
        return settings;
    }

    private Map<String, String> settings(int id) {
        Map<String, String> settings = new HashMap<>();
        settings.put("node.id", Integer.toString(id));
        settings.put("controller.quorum.voters", CONTROLLER + "@" + HOST + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "SASL_SSL:SASL_SSL,CONTROLLER:SASL_SSL");
        settings.put("sasl.mechanism.controller.protocol", "PLAIN");
        settings.put(
                "listener.name.controller.plain.sasl.jaas.config",
                LOGIN.formatted(
                        "plain.PlainLoginModule",
                        OWN_USER,
                        OWN_PASSWORD,
                        " user_" + OWN_USER + "=\"" + OWN_PASSWORD + "\""));
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", store.toString());
        settings.put("ssl.keystore.password", storePassword);
        settings.put("ssl.key.password", storePassword);
        settings.put("ssl.truststore.type", "PKCS12");
        settings.put("ssl.truststore.location", store.toString());
        settings.put("ssl.truststore.password", storePassword);
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:" + OWN_USER);
        settings.put("log.dirs", directory(id).toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", Integer.toString(BROKERS));
        settings.put("min.insync.replicas", "2");
        settings.put("broker.session.timeout.ms", "4000");
        return settings;
    }

    private Path directory(int id) {
        return data.resolve("node-" + id);
    }

    @Override
    public void close() {
        ClusterNode.stopAll(nodes);
        TestKafka.delete(data);
    }
}
