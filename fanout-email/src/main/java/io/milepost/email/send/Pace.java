package io.milepost.email.send;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many calls of the provider are under way, and how fast they begin: critical mail first, the rest in its order. Slows
 * down when the provider says that it is too fast, and takes up speed again. Any thread; what waits is bounded by those who
 * wait, each with one request.
 */
final class Pace implements AutoCloseable {
    private static final double SLOWER = 0.5;
    private static final double FASTER = 1.05;
    private static final double LEAST = 0.2;
    private static final long TICK_MILLIS = 10;
    private static final long SPEED_UP = TimeUnit.SECONDS.toNanos(1);

    private final int calls;
    private final Deque<CompletableFuture<Void>> critical = new ArrayDeque<>();
    private final Deque<CompletableFuture<Void>> others = new ArrayDeque<>();
    private final ScheduledExecutorService timer;

    private int out;
    /** Calls in a second; 0 for as many as there are. */
    private double most;

    /** Part of that which is made use of. */
    private double part = 1;

    private double credit = 1;
    private long credited = System.nanoTime();
    private long changed = System.nanoTime();

    /**
     * A pace.
     *
     * @param calls under way at once
     * @param perSecond 0 for as many as there are
     */
    Pace(int calls, double perSecond) {
        this.calls = calls;
        this.most = perSecond;
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "milepost-email-pace");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Completes when a call may be made; whoever had that calls {@link #release} when it has ended. */
    CompletionStage<Void> acquire(boolean isCritical) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        synchronized (this) {
            (isCritical ? critical : others).add(turn);
        }
        tick();
        return turn;
    }

    /** A call has ended, or was not made. */
    void release() {
        synchronized (this) {
            out--;
        }
        tick();
    }

    /** Sets how fast calls may begin; 0 for as many as there are. */
    synchronized void limit(double perSecond) {
        most = perSecond;
    }

    /** The provider says it was too fast. */
    synchronized void slowDown() {
        long now = System.nanoTime();
        // One answer for all that were under way at the same time.
        if (now - changed > SPEED_UP / 2) {
            changed = now;
            part = Math.max(part * SLOWER, most == 0 ? LEAST : LEAST / most);
        }
    }

    /** Calls in a second at present; 0 for as many as there are. */
    synchronized double perSecond() {
        return most * part;
    }

    private void tick() {
        CompletableFuture<Void> next = next();
        while (next != null) {
            next.complete(null);
            next = next();
        }
    }

    private synchronized @Nullable CompletableFuture<Void> next() {
        refill();
        Deque<CompletableFuture<Void>> queue = critical.isEmpty() ? others : critical;
        if (queue.isEmpty() || out >= allowed() || (most > 0 && credit < 1)) {
            return null;
        }
        out++;
        if (most > 0) {
            credit--;
        }
        return queue.poll();
    }

    /** Without a rate to lower, fewer calls at once are what is slower. */
    private int allowed() {
        return most > 0 ? calls : Math.max(1, (int) (calls * part));
    }

    private void refill() {
        long now = System.nanoTime();
        if (part < 1 && now - changed > SPEED_UP) {
            changed = now;
            part = Math.min(1, part * FASTER);
        }
        double rate = most * part;
        credit = Math.min(Math.max(1, rate / 10), credit + rate * (now - credited) / TimeUnit.SECONDS.toNanos(1));
        credited = now;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
