package io.milepost.bench;

import io.milepost.bench.scenario.Deliveries;
import io.milepost.bench.subject.Ours;
import io.milepost.bench.subject.Setting;
import io.milepost.bench.subject.Subject;
import java.io.IOException;
import java.io.PrintStream;

/** Deliveries from one event loop to 1,000 subscribers of one channel: one event at a time, and at saturation. */
public final class FanOutBench {
    private static final double WARM_UP_SECONDS = 3;
    private static final double SECONDS = 6;

    private final PrintStream out;
    private final String token;

    /**
     * A benchmark.
     *
     * @param out where the rows go
     * @param token one that the gateway takes, made with {@link #secret}
     */
    public FanOutBench(PrintStream out, String token) {
        this.out = out;
        this.token = token;
    }

    /** What the gateway under test takes tokens by. */
    public static String secret() {
        return Setting.secret();
    }

    /** Runs and prints. */
    public void run() throws IOException, InterruptedException {
        run(Ours.natively(token));
    }

    /** The same with clients of Pusher. */
    public void runAsPusher() throws IOException, InterruptedException {
        run(Ours.asPusher());
    }

    private void run(Subject started) throws InterruptedException {
        try (Subject subject = started) {
            Deliveries deliveries = Deliveries.toAll(out, WARM_UP_SECONDS, SECONDS);
            out.printf("%s: %s%n", subject.name(), deliveries.title());
            deliveries.run(subject);
        }
    }
}
