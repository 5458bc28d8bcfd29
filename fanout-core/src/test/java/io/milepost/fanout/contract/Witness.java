package io.milepost.fanout.contract;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A sink that remembers what it was given and leaves the rest to the one behind it. */
public final class Witness implements Sink {
    private final Sink sink;
    private final List<Delivery> seen = new CopyOnWriteArrayList<>();

    /** Stands before a sink. */
    public Witness(Sink sink) {
        this.sink = sink;
    }

    /** Every delivery at every attempt. */
    public List<Delivery> seen() {
        return seen;
    }

    /** Every delivery of one event, at every attempt. */
    public List<Delivery> of(Written event) {
        return seen.stream()
                .filter(delivery -> delivery.event().id().equals(event.id()))
                .toList();
    }

    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        seen.addAll(batch);
        return sink.deliver(batch);
    }

    @Override
    public void close() {
        sink.close();
    }
}
