package io.milepost.pusher;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import io.milepost.pusher.Translation.Sendable;
import io.milepost.pusher.Translation.Unsendable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way: calls made one after the other, so that each lane keeps its order. A call that Pusher refuses is
 * made again in halves until the event that it does not like stands alone. Used by one thread at a time: its caller's, then
 * the one on which each call ends.
 */
final class Round {
    private final PusherApi api;
    private final Duration lastStart;
    private final List<Delivery> batch;
    private final @Nullable Outcome[] outcomes;
    private final Deque<List<Entry>> calls = new ArrayDeque<>();
    private final Set<String> stuck = new HashSet<>();
    private final long begun = System.nanoTime();

    /** The message of one delivery, and which of the batch it is. */
    private record Entry(int index, Message message) {}

    /**
     * Makes the batch ready.
     *
     * @param lastStart the time after which no call is begun; the first one always is
     */
    Round(PusherApi api, Translator translator, List<Delivery> batch, Duration lastStart) {
        this.api = api;
        this.lastStart = lastStart;
        this.batch = batch;
        outcomes = new Outcome[batch.size()];
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Translation translation = translator.translate(batch.get(i));
            if (translation instanceof Sendable sendable) {
                entries.add(new Entry(i, sendable.message()));
            } else if (translation instanceof Unsendable unsendable) {
                outcomes[i] = new Outcome.Rejected(unsendable.failure());
            }
        }
        calls.addAll(Message.calls(entries, Entry::message));
    }

    CompletableFuture<List<Outcome>> run() {
        List<Entry> call = next();
        if (call.isEmpty()) {
            return CompletableFuture.completedFuture(Arrays.stream(outcomes)
                    .map(outcome -> outcome == null ? Outcome.untried() : outcome)
                    .toList());
        }
        return api.send(call.stream().map(Entry::message).toList()).thenCompose(answer -> {
            settle(call, Verdict.of(answer));
            return run();
        });
    }

    /** What is to be sent next, without the lanes that are stuck; empty at the end. */
    private List<Entry> next() {
        while (!calls.isEmpty()) {
            List<Entry> call = calls.removeFirst().stream()
                    .filter(entry -> !stuck.contains(lane(entry)))
                    .toList();
            if (!call.isEmpty()) {
                return call;
            }
        }
        return List.of();
    }

    private void settle(List<Entry> call, Outcome outcome) {
        if (outcome instanceof Outcome.Rejected && call.size() > 1) {
            int half = call.size() / 2;
            calls.addFirst(call.subList(half, call.size()));
            calls.addFirst(call.subList(0, half));
        } else if (outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Rejected) {
            call.forEach(entry -> outcomes[entry.index()] = outcome);
        } else {
            stick(call, outcome);
            if (asksForPeace(outcome)) {
                stickAll(outcome);
            }
        }
        if (System.nanoTime() - begun > lastStart.toNanos()) {
            stickAll(Outcome.retry(Failure.of("timeout", "no time was left in this round")));
        }
    }

    private void stickAll(Outcome outcome) {
        calls.forEach(call -> stick(call, outcome));
        calls.clear();
    }

    /** The first of each lane has this outcome; what is behind it in its lane is not tried. */
    private void stick(List<Entry> call, Outcome outcome) {
        for (Entry entry : call) {
            if (stuck.add(lane(entry))) {
                outcomes[entry.index()] = outcome;
            }
        }
    }

    private static boolean asksForPeace(Outcome outcome) {
        return outcome instanceof Outcome.Halted
                || (outcome instanceof Outcome.RetryAfter retry
                        && !retry.pause().isZero());
    }

    private String lane(Entry entry) {
        return batch.get(entry.index()).lane();
    }
}
