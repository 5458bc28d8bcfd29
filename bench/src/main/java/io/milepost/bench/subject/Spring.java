package io.milepost.bench.subject;

import io.milepost.bench.load.KafkaFeed;
import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.jar.JarFile;

/**
 * Spring Boot with Tomcat and Spring's Kafka consumer: {@code bench/peers/spring}, with the gateway's options. Tomcat takes
 * what threads it wants, and the consumer's thread writes to one subscriber after the other: what is to be compared is its
 * processor time of a delivery, not what one core does.
 */
public final class Spring implements Subject {
    private static final String LIBRARY = "Spring-Boot-Version";

    private final LoneBroker broker;
    private final Path jar;
    private final Scratch home;
    private final InetSocketAddress address;
    private Processes process;

    private Spring(LoneBroker broker, Path jar) throws IOException {
        this.broker = broker;
        this.jar = jar;
        address = Processes.freeAddress();
        home = Scratch.make("spring");
        process = startProcess();
    }

    /** Starts it, if it has been built. */
    public static Started start() throws IOException, InterruptedException {
        Optional<Path> jar = Built.file("spring/target/spring.jar");
        return jar.isEmpty()
                ? new Started.Absent("bench/peers/spring has not been built")
                : new Started.Running(LoneBroker.before(broker -> new Spring(broker, jar.get())));
    }

    private Processes startProcess() {
        List<String> command = new ArrayList<>(Setting.JVM);
        command.add(0, Target.java("java"));
        command.addAll(List.of(
                "-jar",
                jar.toString(),
                "--server.port=" + address.getPort(),
                "--spring.kafka.bootstrap-servers=" + broker.servers(),
                "--bench.topic=" + KafkaFeed.TOPIC));
        return Processes.start(command, Map.of(), address, home.file("log"));
    }

    @Override
    public String name() {
        return "Spring";
    }

    @Override
    public String version() {
        try (JarFile file = new JarFile(jar.toFile())) {
            return Optional.ofNullable(file.getManifest().getMainAttributes().getValue(LIBRARY))
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Manner manner(String key) {
        return Manner.ofPath("/follow/" + key, "subscribed");
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
        Target.liveHeap(process.pid());
        return OptionalLong.of(Target.liveHeap(process.pid()));
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
        home.close();
    }
}
