package io.milepost.bench.subject;

import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Mqtt;
import io.milepost.bench.load.MqttFeed;
import io.milepost.bench.load.Speaker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Mosquitto, which has one thread, with MQTT 3.1.1 over WebSockets at QoS 0, fed by MQTT since it reads no Kafka. */
public final class Mosquitto implements Subject {
    private static final String VARIABLE = "MILEPOST_PEER_MOSQUITTO";
    private static final String NAME = "mosquitto";
    private static final Pattern VERSION = Pattern.compile("version (\\S+)");

    private final Path program;
    private final Scratch home;
    private final InetSocketAddress address;
    private final InetSocketAddress plain;
    private Processes process;

    private Mosquitto(Path program) throws IOException {
        this.program = program;
        address = Processes.freeAddress();
        plain = Processes.freeAddress();
        home = Scratch.make("mosquitto");
        Files.writeString(home.file("mosquitto.conf"), config());
        process = startProcess();
    }

    /** Starts it, if there is one on this machine. */
    public static Started start() throws IOException {
        Optional<Path> program = Processes.program(VARIABLE, NAME);
        return program.isEmpty() ? Processes.absent(VARIABLE, NAME) : new Started.Running(new Mosquitto(program.get()));
    }

    private Processes startProcess() {
        return Processes.start(
                List.of(program.toString(), "-c", home.file("mosquitto.conf").toString()),
                Map.of(),
                address,
                home.file("log"));
    }

    private String config() {
        return """
                allow_anonymous true
                persistence false
                log_type error
                set_tcp_nodelay true
                listener %d %s
                listener %d %s
                protocol websockets
                """.formatted(
                        plain.getPort(),
                        plain.getAddress().getHostAddress(),
                        address.getPort(),
                        address.getAddress().getHostAddress());
    }

    @Override
    public String name() {
        return "Mosquitto";
    }

    @Override
    public String version() {
        return Position.in(Processes.run(program.toString(), "-h"), VERSION).orElse("unknown");
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Manner manner(String key) {
        return Manner.ofPath("/mqtt", Mqtt.SUBSCRIBED)
                .with("Sec-WebSocket-Protocol: mqtt\r\n")
                .sayingBytes("", Mqtt.connect())
                .sayingBytes(Mqtt.CONNECTED, Mqtt.subscribe(key));
    }

    @Override
    public Speaker speaker(List<String> keys, int size) {
        return new Speaker(new MqttFeed(plain), keys, size);
    }

    @Override
    public Server process() {
        return process;
    }

    @Override
    public void restart() {
        process.close();
        process = startProcess();
    }

    @Override
    public void close() {
        process.close();
        home.close();
    }
}
