package io.milepost.log;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Pages of a channel's events, backwards from the newest. */
public interface History {
    /** Looks for a page; the answer is said once. */
    void page(Request request);

    /** What is looked for. */
    record Request(Gathering gathering, Before before, int limit, Executor loop, Consumer<Answer> listener) {}

    /** Where a page ends; what lies there is not part of it. */
    sealed interface Before {
        /** At the end of the log. */
        record Now() implements Before {}

        /** Events recorded earlier. */
        record Time(Instant time) implements Before {}

        /** Below these offsets, in the order of the gathering's partitions. */
        record Offsets(long[] offsets) implements Before {}
    }

    /** What was found. */
    sealed interface Answer {
        /** A page. */
        record Page(List<LogRecord> records, long[] offsets, boolean older, boolean complete) implements Answer {}

        /** Nothing; it may work later. */
        record Unavailable(String why) implements Answer {}
    }
}
