package io.milepost.bench.subject;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Everything that can be measured. */
public final class Peers {
    private Peers() {}

    /** Starts one; empty if it is not on this machine. */
    public interface Start {
        /** Starts it. */
        Optional<Subject> start() throws IOException, InterruptedException;
    }

    /**
     * One of them.
     *
     * @param name as its subject has it
     */
    public record Peer(String name, Start start) {}

    /**
     * All of them, ours first.
     *
     * @param token one that the gateway takes
     */
    public static List<Peer> all(String token) {
        return List.of(
                new Peer("Milepost", () -> Optional.of(Ours.natively(token))),
                new Peer("Milepost as Pusher", () -> Optional.of(Ours.asPusher())),
                new Peer("Bare Netty", Bare::start),
                new Peer("Centrifugo", Centrifugo::start),
                new Peer("nchan", Nchan::start),
                new Peer("Mosquitto", Mosquitto::start),
                new Peer("Socket.IO", SocketIo::start),
                new Peer("Spring", Spring::start));
    }
}
