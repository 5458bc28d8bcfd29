package io.milepost.trace;

import org.jspecify.annotations.Nullable;

/**
 * Where it is told what this process has done, and as part of which trace. Any thread; never waits and never throws. Neither
 * what events say nor tokens may be told.
 */
public interface Tracing {
    /** Tells nobody. */
    Tracing OFF = new Tracing() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public Span begin(Work work, @Nullable TraceContext within, long began) {
            return new Span.Untold(within);
        }
    };

    /** Whether anything is told to anybody. Who has many things to tell asks this first. */
    boolean isOn();

    /**
     * Begins a span. It is told if its trace is sampled.
     *
     * @param within what it is part of; null to begin a trace, which is sampled or not as it is configured
     * @param began when it began, as {@link System#nanoTime}
     */
    Span begin(Work work, @Nullable TraceContext within, long began);

    /** Spans that were to be told and were not, since too many waited or nobody took them; since the start. */
    default long dropped() {
        return 0;
    }

    /** Whether there is anything to tell of something that is part of this. */
    default boolean follows(@Nullable TraceContext within) {
        return within != null && within.isSampled() && isOn();
    }

    /** The kinds of work that are told of. */
    enum Work {
        /** An event of a client, until Kafka has it. */
        PUBLISH,
        /** An event from the tail to the sockets of a shard. */
        DELIVER,
        /** A pass over a partition for readers who are behind. */
        CATCH_UP,
        /** An event handed to a sink, until the sink has said what became of it. */
        SEND
    }
}
