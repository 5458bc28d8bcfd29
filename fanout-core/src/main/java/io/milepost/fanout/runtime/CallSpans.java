package io.milepost.fanout.runtime;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.trace.Span;
import io.milepost.trace.TraceContext;
import io.milepost.trace.Tracing;
import io.milepost.trace.Tracing.Work;

/** Tells of each call to the sink, once for each event in it that is part of a sampled trace. Confined to the driver. */
final class CallSpans {
    private final String fanout;
    private final Tracing tracing;

    CallSpans(String fanout, Tracing tracing) {
        this.fanout = fanout;
        this.tracing = tracing;
    }

    /**
     * A call has ended.
     *
     * @param began when it was made, as {@link System#nanoTime}
     */
    void tell(Item item, long began, Outcome outcome) {
        Delivery delivery = tracing.isOn() ? item.delivery() : null;
        TraceContext trace = delivery == null ? null : delivery.event().trace();
        if (delivery == null || !tracing.follows(trace)) {
            return;
        }
        Span span = tracing.begin(Work.SEND, trace, began)
                .with("messaging.system", "kafka")
                .with("messaging.destination.name", delivery.position().topic())
                .with(
                        "messaging.destination.partition.id",
                        Integer.toString(delivery.position().partition()))
                .with("messaging.kafka.offset", delivery.position().offset())
                .with("milepost.fanout", fanout)
                .with("milepost.attempt", item.calls);
        if (outcome instanceof Outcome.Delivered) {
            span.end();
        } else if (outcome instanceof Outcome.Rejected rejected) {
            span.fail(rejected.failure().code());
        } else if (outcome instanceof Outcome.RetryAfter retry) {
            span.fail(retry.failure().code());
        } else if (outcome instanceof Outcome.Halted halted) {
            span.fail(halted.failure().code());
        } else {
            span.fail("untried");
        }
    }
}
