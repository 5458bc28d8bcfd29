package io.milepost.fanout.runtime;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A sink that a test answers for, before another sink that it may leave it to. */
final class Scripted implements Sink {
    private final Sink sink;
    private final Script script;

    /** What a test says to a call. */
    interface Script {
        /** What becomes of a batch; {@code sink} is the real one. */
        CompletionStage<List<Outcome>> deliver(List<Delivery> batch, Sink sink);
    }

    Scripted(Sink sink, Script script) {
        this.sink = sink;
        this.script = script;
    }

    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        return script.deliver(batch, sink);
    }

    @Override
    public void close() {
        sink.close();
    }
}
