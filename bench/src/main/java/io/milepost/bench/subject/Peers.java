package io.milepost.bench.subject;

import io.milepost.bench.subject.Started.Running;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Everything that can be measured. */
public final class Peers {
    private static final Set<String> OVER_TLS = Set.of("fanout-1x1000");

    private Peers() {}

    /** Starts one, if it is on this machine. */
    public interface Start {
        /** Starts it. */
        Started start() throws IOException, InterruptedException;
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
                peer("Milepost", () -> new Running(Ours.natively(token))),
                peer("Milepost as Pusher", () -> new Running(Ours.asPusher())),
                least(),
                peer("Centrifugo", Centrifugo::start),
                peer("nchan", Nchan::start),
                peer("Mosquitto", Mosquitto::start),
                peer("Socket.IO", SocketIo::start),
                peer("Spring", Spring::start),
                new Peer("Milepost over TLS", () -> new Running(Ours.overTls(token)), OVER_TLS),
                new Peer("Centrifugo over TLS", Centrifugo::startOverTls, OVER_TLS));
    }

    /** The least there can be, which is on every machine. */
    public static Peer least() {
        return peer("Bare Netty", Bare::start);
    }

    private static Peer peer(String name, Start start) {
        return new Peer(name, start, Set.of());
    }
}
