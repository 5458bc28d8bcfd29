package io.milepost.fanout.contract;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A sink that remembers what it was given, leaves the rest to the one behind it, and looks at its answers. */
public final class Witness implements Sink {
    private final Sink sink;
    private final List<Delivery> seen = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private volatile boolean hasFailed;

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
        return sink.deliver(batch).whenComplete((outcomes, thrown) -> {
            if (thrown != null) {
                faults.add("a call failed: " + thrown);
            } else if (outcomes.size() != batch.size()) {
                faults.add(batch.size() + " events, " + outcomes.size() + " outcomes");
            } else {
                look(batch, outcomes);
            }
        });
    }

    /** Behind an event that is to come again, its lane must be untried; behind a rejected one it may be; else nothing may. */
    private void look(List<Delivery> batch, List<Outcome> outcomes) {
        Set<String> stopped = new HashSet<>();
        Set<String> rejected = new HashSet<>();
        for (int i = 0; i < batch.size(); i++) {
            String lane = batch.get(i).lane();
            boolean untried = outcomes.get(i) instanceof Outcome.Untried;
            if (untried != stopped.contains(lane) && !(untried && rejected.contains(lane))) {
                faults.add(outcomes.get(i) + " for number " + i + " of its call; stopped were " + stopped);
            }
            if (outcomes.get(i) instanceof Outcome.Rejected) {
                rejected.add(lane);
            } else if (!(outcomes.get(i) instanceof Outcome.Delivered)) {
                stopped.add(lane);
            }
        }
        if (!stopped.isEmpty()) {
            hasFailed = true;
        }
    }

    /** Whether an event was not delivered since this was asked last. */
    boolean hasFailed() {
        boolean was = hasFailed;
        hasFailed = false;
        return was;
    }

    /** What the sink answered against its promises. */
    public List<String> faults() {
        return faults;
    }

    @Override
    public void close() {
        sink.close();
    }
}
