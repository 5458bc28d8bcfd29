package io.milepost.fanout.contract;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stands before a sink and refuses every event of one key for good, until mended. */
final class Refusing {
    private final String key;
    private volatile boolean mended;

    Refusing(String key) {
        this.key = key;
    }

    void mend() {
        mended = true;
    }

    Sink before(Sink sink) {
        return new Sink() {
            @Override
            public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
                List<Delivery> good =
                        batch.stream().filter(delivery -> !refuses(delivery)).toList();
                CompletionStage<List<Outcome>> outcomes =
                        good.isEmpty() ? CompletableFuture.completedFuture(List.of()) : sink.deliver(good);
                return outcomes.thenApply(ofGood -> merge(batch, good, ofGood));
            }

            @Override
            public void close() {
                sink.close();
            }
        };
    }

    private boolean refuses(Delivery delivery) {
        return !mended && delivery.key().equals(key);
    }

    private static List<Outcome> merge(List<Delivery> batch, List<Delivery> good, List<Outcome> ofGood) {
        Deque<Outcome> left = new ArrayDeque<>(ofGood);
        List<Outcome> outcomes = new ArrayList<>();
        for (Delivery delivery : batch) {
            outcomes.add(
                    good.contains(delivery)
                            ? left.remove()
                            : new Outcome.Rejected(Failure.of("refused", "not this key")));
        }
        return outcomes;
    }
}
