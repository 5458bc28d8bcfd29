package io.milepost.bench.subject;

import io.milepost.bench.load.KafkaFeed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A broker in a process of its own, on data of its own, which go with it. */
public final class LoneBroker implements AutoCloseable {
    private final Path data;
    private final Target process;

    private LoneBroker(Path data, Target process) {
        this.data = data;
        this.process = process;
    }

    public static LoneBroker start() throws IOException {
        Path data = Files.createTempDirectory("milepost-bench");
        return new LoneBroker(
                data,
                Target.start(List.of("-Xmx1g"), List.of("broker", "--broker-port", "0", "--data", data.toString())));
    }

    /** Opens a server before a broker. */
    interface Opening {
        /** Opens it. */
        Subject open(LoneBroker broker) throws IOException;
    }

    /** Starts one with the topic that servers read, and a server before it. If that cannot be, nothing stays. */
    static Subject before(Opening opening) throws IOException, InterruptedException {
        LoneBroker broker = start();
        try {
            KafkaFeed.makeTopic(broker.servers());
            return opening.open(broker);
        } catch (RuntimeException | IOException | InterruptedException e) {
            broker.close();
            throw e;
        }
    }

    /** What clients call its bootstrap servers. */
    public String servers() {
        return process.ready();
    }

    /** What it runs in. */
    Server process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
