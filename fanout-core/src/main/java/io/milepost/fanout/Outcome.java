package io.milepost.fanout;

import java.time.Duration;
import java.util.Objects;

/** How the delivery of one event went. */
public sealed interface Outcome {
    /**
     * The far side has it.
     *
     * @param detail what it said, in a word or two, such as {@code 200}; empty if nothing is to be said. Neither bodies nor secrets
     */
    record Delivered(String detail) implements Outcome {
        /** Refuses null. */
        public Delivered {
            Objects.requireNonNull(detail);
        }
    }

    /**
     * The far side does not have it now and may have it later: no connection, a time-out, too many requests, an error of its
     * own.
     *
     * @param pause how long the far side asks to be left alone; zero leaves that to the runtime
     * @param failure why
     */
    record RetryAfter(Duration pause, Failure failure) implements Outcome {
        /** Refuses nulls. */
        public RetryAfter {
            Objects.requireNonNull(pause);
            Objects.requireNonNull(failure);
        }
    }

    /**
     * The far side will never take this event; it goes to the dead letters.
     *
     * @param failure why
     */
    record Rejected(Failure failure) implements Outcome {
        /** Refuses null. */
        public Rejected {
            Objects.requireNonNull(failure);
        }
    }

    /**
     * The far side takes nothing from us until a person has done something: credentials that are wrong, an account that is
     * closed. Nothing more is sent but an attempt now and then, and the fan-out's health says so.
     *
     * @param failure why
     */
    record Halted(Failure failure) implements Outcome {
        /** Refuses null. */
        public Halted {
            Objects.requireNonNull(failure);
        }
    }

    /** It was not sent, because one before it in its lane was not delivered. */
    record Untried() implements Outcome {}

    /** The far side has it. */
    static Outcome delivered() {
        return Constants.DELIVERED;
    }

    /** The far side has it, and said so. */
    static Outcome delivered(String detail) {
        return new Delivered(detail);
    }

    /** To be tried again when the runtime thinks fit. */
    static Outcome retry(Failure failure) {
        return new RetryAfter(Duration.ZERO, failure);
    }

    /** It was not sent. */
    static Outcome untried() {
        return Constants.UNTRIED;
    }

    /** The outcomes that say nothing more. */
    final class Constants {
        private static final Outcome DELIVERED = new Delivered("");
        private static final Outcome UNTRIED = new Untried();

        private Constants() {}
    }
}
