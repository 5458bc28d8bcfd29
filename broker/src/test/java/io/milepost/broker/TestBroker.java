package io.milepost.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A broker of one test's own, which may be away for a while and is reached by a {@link Line}. It comes back to the same address
 * with the same data.
 */
public final class TestBroker implements AutoCloseable {
    private final Path data;
    private final int port = FreePort.find();
    private final Line line = Line.to(port);
    private final Map<String, String> settings;
    private EmbeddedBroker broker;

    private TestBroker(Path data, Map<String, String> settings) {
        this.data = data;
        this.settings = settings;
    }

    /**
     * Starts one.
     *
     * @param settings Kafka's own, beside the usual ones
     */
    public static TestBroker start(Map<String, String> settings) {
        try {
            TestBroker started = new TestBroker(Files.createTempDirectory("milepost-kafka"), settings);
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect, whether it is there or not. */
    public String bootstrapServers() {
        return "127.0.0.1:" + line.port();
    }

    /** The way there. */
    public Line line() {
        return line;
    }

    /** Comes back. */
    public void start() {
        BrokerConfig config = BrokerConfig.at(data, port)
                .with("advertised.listeners", "PLAINTEXT://" + bootstrapServers())
                .with("metadata.log.dir", data.toString());
        for (Map.Entry<String, String> one : settings.entrySet()) {
            config = config.with(one.getKey(), one.getValue());
        }
        broker = EmbeddedBroker.start(config);
    }

    /** Goes away. */
    public void stop() {
        broker.close();
    }

    @Override
    public void close() {
        line.close();
        broker.close();
        TestKafka.delete(data);
    }
}
