package io.milepost.bench.subject;

import io.milepost.bench.load.KafkaFeed;
import java.io.IOException;
import java.util.List;

/** A broker in a process of its own, on data of its own, which go with it. */
public final class LoneBroker implements AutoCloseable {
    private final Scratch data;
    private final Target process;

    private LoneBroker(Scratch data, Target process) {
        this.data = data;
        this.process = process;
    }

    public static LoneBroker start() {
        Scratch data = Scratch.make("milepost-bench");
        return new LoneBroker(
                data,
                Target.start(
                        List.of("-Xmx1g"),
                        List.of(
                                "broker",
                                "--broker-port",
                                "0",
                                "--data",
                                data.folder().toString())));
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
        data.close();
    }
}
