package io.milepost.fanout.topic;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Who waits for a reader to come past an offset. The reader's thread moves it; any thread waits. */
final class Milestones {
    private final ConcurrentNavigableMap<Long, CompletableFuture<Void>> waiting = new ConcurrentSkipListMap<>();
    private volatile long position;
    private volatile boolean closed;

    /** Completes when the position is above the offset. */
    CompletionStage<Void> reached(long offset) {
        CompletableFuture<Void> milestone = waiting.computeIfAbsent(offset, at -> new CompletableFuture<>());
        // It may have been passed between that look and this one.
        if (closed) {
            fail("closed");
        } else if (offset < position) {
            waiting.remove(offset, milestone);
            milestone.complete(null);
        }
        return milestone.minimalCompletionStage();
    }

    /** The reader stands here now. */
    void pass(long now) {
        position = now;
        waiting.headMap(now).forEach((offset, milestone) -> {
            waiting.remove(offset, milestone);
            milestone.complete(null);
        });
    }

    /** The offsets begin again. */
    void restart() {
        position = 0;
        fail("the topic was made anew");
    }

    void close() {
        closed = true;
        fail("closed");
    }

    private void fail(String why) {
        waiting.forEach((offset, milestone) -> {
            waiting.remove(offset, milestone);
            milestone.completeExceptionally(new IllegalStateException("offset " + offset + " is not reached: " + why));
        });
    }
}
