package io.milepost.bench.subject;

import io.milepost.bench.floor.Floor;
import io.milepost.bench.load.KafkaFeed;
import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import io.netty.util.Version;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@link Floor} in a process of its own, with the gateway's options, and a broker before it. */
public final class Bare implements Subject {
    private final LoneBroker broker;
    private Target process;

    private Bare(LoneBroker broker) {
        this.broker = broker;
        process = startProcess();
    }

    /** Starts it; it is on every machine. */
    public static Started start() throws IOException, InterruptedException {
        return new Started.Running(LoneBroker.before(broker -> new Bare(broker)));
    }

    private Target startProcess() {
        return Target.start(Setting.JVM, Floor.class.getName(), List.of(broker.servers(), KafkaFeed.TOPIC));
    }

    @Override
    public String name() {
        return "Bare Netty";
    }

    @Override
    public String version() {
        return Optional.ofNullable(Version.identify().get("netty-transport"))
                .map(Version::artifactVersion)
                .orElse("unknown");
    }

    @Override
    public InetSocketAddress address() {
        return process.address();
    }

    @Override
    public Manner manner(String key) {
        return Manner.ofPath("/follow/" + key, "");
    }

    @Override
    public Speaker speaker(List<String> keys, int size) {
        return new Speaker(new KafkaFeed(broker.servers(), "key"), keys, size);
    }

    @Override
    public Server process() {
        return process;
    }

    @Override
    public Optional<Server> broker() {
        return Optional.of(broker.process());
    }

    @Override
    public OptionalLong liveHeap() {
        // The first collection after a burst still finds what the upgrades left behind.
        process.liveHeap();
        return OptionalLong.of(process.liveHeap());
    }

    @Override
    public void restart() {
        process.close();
        process = startProcess();
    }

    @Override
    public void close() {
        process.close();
        broker.close();
    }
}
