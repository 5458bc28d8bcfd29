package io.milepost.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Three Kafka nodes in this process, each broker and controller, with everything on all three. One that is killed tells nobody
 * that it goes, so that others lead its partitions only when it has been missed. Each is reached by a line of its own.
 */
public final class TestCluster implements AutoCloseable {
    private static final int NODES = 3;
    private static final String HOST = "127.0.0.1:";

    private final Path data;
    private final List<Integer> clientPorts = new ArrayList<>();
    private final List<Integer> controllerPorts = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final List<ClusterNode> nodes = new ArrayList<>();

    private TestCluster(Path data) {
        this.data = data;
        for (int i = 0; i < NODES; i++) {
            clientPorts.add(FreePort.find());
            controllerPorts.add(FreePort.find());
            lines.add(Line.to(clientPorts.get(i)));
        }
        String cluster = Uuid.randomUuid().toString();
        for (int node = 1; node <= NODES; node++) {
            nodes.add(new ClusterNode(node, directory(node), settings(node)));
            nodes.get(node - 1).format(cluster, List.of());
        }
    }

    /** Starts all three, and returns when they take requests. */
    public static TestCluster start() {
        try {
            TestCluster cluster = new TestCluster(Files.createTempDirectory("milepost-cluster"));
            ClusterNode.startAll(cluster.nodes);
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect: all three. */
    public String bootstrapServers() {
        return lines.stream().map(line -> HOST + line.port()).collect(Collectors.joining(","));
    }

    /** Ends a node without a word. Nodes are numbered from 1. */
    public void kill(int node) {
        nodes.get(node - 1).stop();
    }

    /** Ends a node as if its machine had lost its power: whoever asks it something, or connects, hears nothing at all. */
    public void silence(int node) {
        lines.get(node - 1).hold();
        kill(node);
    }

    /** A node that was killed or silenced comes back, with its data. */
    public void revive(int node) {
        nodes.get(node - 1).start();
        lines.get(node - 1).release();
    }

    private Map<String, String> settings(int node) {
        int client = clientPorts.get(node - 1);
        int controller = controllerPorts.get(node - 1);
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(node));
        settings.put(
                "controller.quorum.voters",
                IntStream.rangeClosed(1, NODES)
                        .mapToObj(voter -> voter + "@" + HOST + controllerPorts.get(voter - 1))
                        .collect(Collectors.joining(",")));
        settings.put("listeners", "PLAINTEXT://" + HOST + client + ",CONTROLLER://" + HOST + controller);
        settings.put(
                "advertised.listeners",
                "PLAINTEXT://" + HOST + lines.get(node - 1).port() + ",CONTROLLER://" + HOST + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", directory(node).toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("auto.leader.rebalance.enable", "false");
        settings.put("default.replication.factor", Integer.toString(NODES));
        settings.put("min.insync.replicas", "2");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("controlled.shutdown.enable", "false");
        settings.put("broker.session.timeout.ms", "4000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("replica.lag.time.max.ms", "5000");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        return settings;
    }

    private Path directory(int node) {
        return data.resolve("node-" + node);
    }

    @Override
    public void close() {
        lines.forEach(Line::release);
        ClusterNode.stopAll(nodes);
        lines.forEach(Line::close);
        TestKafka.delete(data);
    }
}
