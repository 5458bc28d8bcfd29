package io.milepost.fanout.contract;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A sink that stops for ever before, within or after a call, when the crash point lies there. */
final class CrashingSink implements Sink {
    private final Sink sink;
    private final CrashPoint point;

    CrashingSink(Sink sink, CrashPoint point) {
        this.sink = sink;
        this.point = point;
    }

    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        CompletableFuture<List<Outcome>> told = new CompletableFuture<>();
        batch.forEach(delivery -> point.called(delivery.event().id()));
        if (point.isAt(Step.DELIVERING)) {
            return told;
        }
        sink.deliver(batch).whenComplete((outcomes, thrown) -> {
            if (point.isAt(Step.DELIVERED)) {
                return;
            }
            // Before: as soon as the runtime knows, it may make the next call, and that would count beside this one.
            batch.forEach(delivery -> point.told(delivery.event().id()));
            if (thrown == null) {
                told.complete(outcomes);
            } else {
                told.completeExceptionally(thrown);
            }
            point.isAt(Step.ANSWERED);
        });
        return told;
    }

    @Override
    public void close() {
        sink.close();
    }
}
