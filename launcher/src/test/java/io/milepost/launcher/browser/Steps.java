package io.milepost.launcher.browser;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.milepost.launcher.NodeUnderTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Teams that walk on, whoever is looking: numbered events, ten a second for each of the keys. */
final class Steps implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<Integer> last = new CompletableFuture<>();
    private final NodeUnderTest node;
    private final List<String> keys;
    private volatile int taken;
    private volatile int wanted = Integer.MAX_VALUE;

    private Steps(NodeUnderTest node, List<String> keys) {
        this.node = node;
        this.keys = keys;
    }

    /** Sets out. */
    static Steps of(NodeUnderTest node, String... keys) {
        Steps steps = new Steps(node, List.of(keys));
        steps.clock.scheduleWithFixedDelay(steps::step, 0, 100, MILLISECONDS);
        return steps;
    }

    /** The number of the last event that Kafka has of every key. */
    int taken() {
        return taken;
    }

    /** Takes so many more, and returns the number of the last one. */
    int stopAfter(int more) {
        wanted = taken + more;
        return last.orTimeout(60, SECONDS).join();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** Only the clock's one thread counts. */
    private void step() {
        if (last.isDone()) {
            return;
        }
        try {
            int next = taken + 1;
            for (String key : keys) {
                node.service("activity", key, "step", "{\"number\":" + next + "}");
            }
            taken = next;
            if (next >= wanted) {
                last.complete(next);
            }
        } catch (RuntimeException e) {
            last.completeExceptionally(e);
        }
    }
}
