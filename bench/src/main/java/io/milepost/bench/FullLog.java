package io.milepost.bench;

import io.milepost.bench.load.Speaker;
import io.milepost.bench.subject.Scratch;
import io.milepost.bench.subject.Target;
import io.milepost.channel.Streams;
import io.milepost.producer.PublisherConfig;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A broker in a process of its own whose topic {@code activity} is full of events. */
final class FullLog implements AutoCloseable {
    private static final int EVENT_BYTES = 300;
    private static final int MANY_KEYS = 10_000;

    private final Scratch data;
    private final Target broker;

    private FullLog(Scratch data, Target broker) {
        this.data = data;
        this.broker = broker;
    }

    static FullLog write(PrintStream out, int records, int partitions) {
        return write(out, records, partitions, MANY_KEYS);
    }

    static FullLog write(PrintStream out, int records, int partitions, int keys) {
        Scratch data = Scratch.make("milepost-bench");
        FullLog full = new FullLog(
                data,
                Target.start(
                        List.of("-Xmx1g"),
                        List.of(
                                "broker",
                                "--broker-port",
                                "0",
                                "--data",
                                data.folder().toString(),
                                "--set",
                                "topics.partitions=" + partitions)));
        out.printf("writing %,d events of %d bytes%n", records, EVENT_BYTES);
        out.flush();
        full.fill(records, keys);
        return full;
    }

    private void fill(int records, int count) {
        List<String> keys = IntStream.range(0, count).mapToObj(i -> "k" + i).toList();
        try (Speaker speaker = new Speaker(
                new PublisherConfig(
                        "/bench",
                        Streams.DEFAULTS,
                        Map.of(
                                "bootstrap.servers",
                                kafka(),
                                "linger.ms",
                                "20",
                                "batch.size",
                                "262144",
                                "compression.type",
                                "none"),
                        Duration.ofMinutes(2)),
                keys,
                EVENT_BYTES)) {
            speaker.speak(1e7, records / 1e7);
        }
    }

    String kafka() {
        return broker.ready();
    }

    @Override
    public void close() {
        broker.close();
        data.close();
    }
}
