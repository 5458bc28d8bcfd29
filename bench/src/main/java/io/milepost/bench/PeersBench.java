package io.milepost.bench;

import io.milepost.bench.subject.Centrifugo;
import io.milepost.bench.subject.Nchan;
import io.milepost.bench.subject.Ours;
import io.milepost.bench.subject.Subject;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** The same deliveries by us and by others, one after the other on the same machine. */
public final class PeersBench {
    private final PrintStream out;
    private final FanOutBench bench;
    private final String token;

    /**
     * A benchmark.
     *
     * @param token one that the gateway takes, made with {@link FanOutBench#secret}
     */
    public PeersBench(PrintStream out, String token) {
        this.out = out;
        this.token = token;
        this.bench = new FanOutBench(out, token);
    }

    /** Starts one, if it is on this machine. */
    private interface Start {
        Optional<Subject> start() throws IOException, InterruptedException;
    }

    private record Peer(String name, Start start) {}

    /** Runs and prints. What is not on this machine is told to be absent. */
    public void run() throws IOException, InterruptedException {
        List<Peer> peers = List.of(
                new Peer("Milepost", () -> Optional.of(Ours.natively(token))),
                new Peer("Milepost as Pusher", () -> Optional.of(Ours.asPusher())),
                new Peer("Centrifugo", Centrifugo::start),
                new Peer("nchan", Nchan::start));
        for (Peer peer : peers) {
            Optional<Subject> started = peer.start().start();
            if (started.isEmpty()) {
                out.printf("%s: absent%n", peer.name());
            } else {
                try (Subject subject = started.get()) {
                    bench.run(subject);
                }
            }
        }
    }
}
