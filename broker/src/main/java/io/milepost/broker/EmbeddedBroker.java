package io.milepost.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller at once, in KRaft mode on 127.0.0.1: the same code a cluster runs, sized for
 * one developer. Its data survives {@link #close} and the end of the process.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int NODE = 1;
    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 10_000;
    private static final int TRIES = 100;

    static {
        // What Kafka takes for fatal must not end the process that only borrows it.
        Exit.setExitProcedure(EmbeddedBroker::refuseToExit);
        Exit.setHaltProcedure(EmbeddedBroker::refuseToExit);
    }

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedBroker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker and returns when it takes requests.
     *
     * @throws BrokerStartException if the port or the data directory is taken, or Kafka refuses to start
     */
    public static EmbeddedBroker start(BrokerConfig config) {
        int port = config.port() == 0 ? freePort() : checkFree(config.port());
        checkUnused(config.data());
        KafkaConfig settings = new KafkaConfig(settings(config, port), false);
        try {
            format(config.data(), settings.logDirs());
            EmbeddedBroker broker = new EmbeddedBroker(new KafkaRaftServer(settings, Time.SYSTEM), port);
            broker.startUp();
            return broker;
        } catch (Exception e) {
            throw new BrokerStartException(
                    "the embedded Kafka broker did not start on " + HOST + ":" + port + " with its data under "
                            + config.data() + ": " + deepest(e).getMessage(),
                    e);
        }
    }

    private static void refuseToExit(int status, String message) {
        throw new IllegalStateException("Kafka ended with status " + status + ": " + message);
    }

    private void startUp() {
        try {
            server.startup();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where clients connect: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Stops serving and returns when everything is on disk. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Map<String, String> settings(BrokerConfig config, int port) {
        int controller = freePort();
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controller);
        settings.put("listeners", "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", config.data().toAbsolutePath().toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // Sized for one developer: the defaults take 128 MB of heap for the cleaner alone.
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        // Of fetches that have been answered a thousand wait to be forgotten, by default, each with all its partitions.
        settings.put("fetch.purgatory.purge.interval.requests", "100");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.putAll(config.settings());
        return settings;
    }

    /** Makes a new cluster's directories; those that there are stay as they are. */
    private static void format(Path data, List<String> directories) throws Exception {
        Files.createDirectories(data);
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Formatter formatter = new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setNodeId(NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(data.toAbsolutePath().toString())
                .setMetadataLogDirectory(data.toAbsolutePath().toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setIgnoreFormatted(true);
        directories.forEach(formatter::addDirectory);
        formatter.run();
    }

    /** Below those that systems lend to whoever names none: such a one may be somebody's by the time that Kafka gets there. */
    private static int freePort() {
        for (int tries = 1; ; tries++) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try {
                bind(port);
                return port;
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw new BrokerStartException("no free port on " + HOST, e);
                }
            }
        }
    }

    private static int checkFree(int port) {
        try {
            bind(port);
            return port;
        } catch (IOException e) {
            throw new BrokerStartException(
                    "port " + port + " on " + HOST
                            + " is taken: is another broker running? Choose one with --broker-port",
                    e);
        }
    }

    /** For a moment; fails if somebody has it. */
    private static void bind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    /** Kafka's own way to find out is to end the process. */
    private static void checkUnused(Path data) {
        try {
            Files.createDirectories(data);
            try (FileChannel file = FileChannel.open(
                            data.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = file.tryLock()) {
                if (lock == null) {
                    throw new OverlappingFileLockException();
                }
            }
        } catch (OverlappingFileLockException e) {
            throw new BrokerStartException(
                    "another broker works with the data under " + data + ": stop it, or choose another --data", e);
        } catch (IOException e) {
            throw new BrokerStartException("the data directory " + data + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static Throwable deepest(Throwable e) {
        Throwable at = e;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }
}
