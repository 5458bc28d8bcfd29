package io.milepost.gateway.device;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Predicate;

/** What waits for its turn, of which there are so many a second. For one thread. */
final class Line<T> {
    private final DevicePace.Budget budget;
    private final Queue<T> waiting = new ArrayDeque<>();
    private double allowed;
    private long lastTurn = System.nanoTime();

    Line(DevicePace.Budget budget) {
        this.budget = budget;
    }

    void add(T one) {
        waiting.add(one);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean isFull() {
        return waiting.size() >= budget.mostWaiting();
    }

    /** Looks at what waits, as long as there are turns. Whoever looks says whether it took one. */
    void turn(long now, Predicate<T> look) {
        double most = Math.max(1, budget.perSecond() / 5.0);
        allowed = Math.min(most, allowed + budget.perSecond() * (now - lastTurn) / 1e9);
        lastTurn = now;
        for (int looks = waiting.size(); looks > 0 && allowed >= 1; looks--) {
            if (look.test(waiting.remove())) {
                allowed--;
            }
        }
    }
}
