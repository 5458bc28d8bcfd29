package io.milepost.gateway;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The leaving of the clients of one shard, in an order of chance and at even times. As long as there is time for it, a client
 * is told only when its turn to come back elsewhere has come, so that also those leave evenly who do not heed
 * {@code afterMs}; where there is not, {@code afterMs} holds them off for the rest. Confined to the event loop.
 */
final class Departure {
    private static final long LOOK_EVERY_MS = 20;

    private final Deque<LongConsumer> staying;
    private final int all;
    private final long tellingMs;
    private final long returningMs;

    /**
     * A departure that has not begun.
     *
     * @param clients each told, when it is to go, after how many milliseconds it is to come back
     * @param tellingMs over how long they are told
     * @param returningMs over how long they come back, not less than that
     */
    Departure(List<LongConsumer> clients, long tellingMs, long returningMs, Random random) {
        List<LongConsumer> order = new ArrayList<>(clients);
        Collections.shuffle(order, random);
        this.staying = new ArrayDeque<>(order);
        this.all = order.size();
        this.tellingMs = tellingMs;
        this.returningMs = returningMs;
    }

    /** Begins, on the event loop that this is called on. */
    void begin(Vertx vertx) {
        long began = System.nanoTime();
        if (look(0)) {
            vertx.setPeriodic(LOOK_EVERY_MS, timer -> {
                if (!look(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))) {
                    vertx.cancelTimer(timer);
                }
            });
        }
    }

    /** Tells those whose turn has come after so many milliseconds. Returns whether somebody is left. */
    boolean look(long elapsedMs) {
        while (!staying.isEmpty() && turn(tellingMs) <= elapsedMs) {
            long afterMs = turn(returningMs) - turn(tellingMs);
            staying.remove().accept(afterMs);
        }
        return !staying.isEmpty();
    }

    /** When it is the next one's turn, if all have theirs within a time. */
    private long turn(long withinMs) {
        return (all - staying.size()) * withinMs / all;
    }
}
