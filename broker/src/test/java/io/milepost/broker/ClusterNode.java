package io.milepost.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/** A Kafka node of a cluster in this process, which comes back with its data. One thread's at a time. */
final class ClusterNode {
    static {
        // What Kafka takes for fatal must not end the tests' process.
        Exit.setExitProcedure(ClusterNode::refuseToExit);
        Exit.setHaltProcedure(ClusterNode::refuseToExit);
    }

    private final int id;
    private final Path directory;
    private final Map<String, String> settings;
    private @Nullable KafkaRaftServer running;

    /**
     * One that does not run yet.
     *
     * @param settings all of Kafka's settings
     */
    ClusterNode(int id, Path directory, Map<String, String> settings) {
        this.id = id;
        this.directory = directory;
        this.settings = Map.copyOf(settings);
    }

    /**
     * Makes its directory.
     *
     * @param cluster the same for all nodes
     * @param credentials of SCRAM, as {@code kafka-storage.sh --add-scram} takes them
     */
    void format(String cluster, List<String> credentials) {
        try {
            Files.createDirectories(directory);
            Formatter formatter = new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(id)
                    .setClusterId(cluster)
                    .addDirectory(directory.toString())
                    .setMetadataLogDirectory(directory.toString())
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION);
            if (!credentials.isEmpty()) {
                formatter.setScramArguments(credentials);
            }
            formatter.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts all, each of which waits for the others, and returns when they take requests. */
    static void startAll(Collection<ClusterNode> nodes) {
        List<Thread> starting = new ArrayList<>();
        for (ClusterNode node : nodes) {
            Thread thread = new Thread(node::start, "node-" + node.id);
            thread.start();
            starting.add(thread);
        }
        for (Thread thread : starting) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Starts it, and returns when it takes requests. */
    void start() {
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        running = server;
        server.startup();
    }

    /** Ends all that run. */
    static void stopAll(Collection<ClusterNode> nodes) {
        nodes.stream().map(node -> node.running).forEach(server -> {
            if (server != null) {
                server.shutdown();
            }
        });
        nodes.forEach(ClusterNode::stop);
    }

    /** Ends it, if it runs. */
    void stop() {
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
            running = null;
        }
    }

    private static void refuseToExit(int status, String message) {
        throw new IllegalStateException("Kafka ended with status " + status + ": " + message);
    }
}
