package io.milepost.bench.subject;

import io.milepost.bench.load.KafkaFeed;
import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Socket.IO on Node, which has one event loop: {@code bench/peers/socketio/server.mjs}, in which a consumer of kafkajs
 * emits each record to a room.
 */
public final class SocketIo implements Subject {
    private static final String VARIABLE = "MILEPOST_PEER_NODE";
    private static final String NAME = "node";
    private static final Pattern VERSION = Pattern.compile("\"version\": *\"([^\"]+)\"");

    private final LoneBroker broker;
    private final List<String> command;
    private final Path library;
    private final Scratch home;
    private final InetSocketAddress address;
    private Processes process;

    private SocketIo(LoneBroker broker, Path node, Path library) throws IOException {
        this.broker = broker;
        this.library = library;
        address = Processes.freeAddress();
        command = List.of(
                node.toString(),
                Built.file("socketio/server.mjs").orElseThrow().toString(),
                Integer.toString(address.getPort()),
                broker.servers(),
                KafkaFeed.TOPIC);
        home = Scratch.make("socketio");
        process = startProcess();
    }

    /** Starts it, if there is Node on this machine and the server's libraries are installed. */
    public static Started start() throws IOException, InterruptedException {
        Optional<Path> node = Processes.program(VARIABLE, NAME);
        Optional<Path> library = Built.file("socketio/node_modules/socket.io/package.json");
        if (node.isEmpty()) {
            return Processes.absent(VARIABLE, NAME);
        }
        return library.isEmpty()
                ? new Started.Absent("its libraries are not installed in bench/peers/socketio")
                : new Started.Running(LoneBroker.before(broker -> new SocketIo(broker, node.get(), library.get())));
    }

    private Processes startProcess() {
        return Processes.start(command, Map.of("NODE_ENV", "production"), address, home.file("log"));
    }

    @Override
    public String name() {
        return "Socket.IO";
    }

    @Override
    public String version() {
        return Position.in(Processes.read(library), VERSION).orElse("unknown");
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Manner manner(String key) {
        return Manner.ofPath("/socket.io/?EIO=4&transport=websocket", "42[\"subscribed\"]")
                .saying("0{", "40")
                .saying("40{", "42[\"subscribe\",\"%s\"]".formatted(key));
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
