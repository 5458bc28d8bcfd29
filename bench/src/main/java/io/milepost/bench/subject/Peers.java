package io.milepost.bench.subject;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything that can be measured. */
public final class Peers {
    private static final Set<String> OVER_TLS = Set.of("fanout-1x1000");

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
     * @param only the scenarios that it goes through; all, if none is named
     */
    public record Peer(String name, Start start, Set<String> only) {
        /** Whether it goes through a scenario. */
        public boolean goesThrough(String scenario) {
            return only.isEmpty() || only.contains(scenario);
        }
    }

    /**
     * All of them, ours first.
     *
     * @param token one that the gateway takes
     */
    public static List<Peer> all(String token) {
        return List.of(
                peer("Milepost", () -> Optional.of(Ours.natively(token))),
                peer("Milepost as Pusher", () -> Optional.of(Ours.asPusher())),
                peer("Bare Netty", Bare::start),
                peer("Centrifugo", Centrifugo::start),
                peer("nchan", Nchan::start),
                peer("Mosquitto", Mosquitto::start),
                peer("Socket.IO", SocketIo::start),
                peer("Spring", Spring::start),
                new Peer("Milepost over TLS", () -> Optional.of(Ours.overTls(token)), OVER_TLS),
                new Peer("Centrifugo over TLS", Centrifugo::startOverTls, OVER_TLS));
    }

    private static Peer peer(String name, Start start) {
        return new Peer(name, start, Set.of());
    }
}
