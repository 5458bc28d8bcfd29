package io.milepost.log;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pages of a channel's events, backwards from the newest.
 *
 * <p>Each request gets exactly one answer, as long as its loop takes any. Only committed records in their key's partition are found, as in a replay.
 */
public interface History {
    /** Asks for a page. Any thread. */
    void page(Request request);

    /**
     * What somebody wants to see.
     *
     * @param limit events that a page has at most; at least 1
     * @param loop where {@code listener} is called, once
     */
    record Request(Gathering gathering, Before before, int limit, Executor loop, Consumer<Answer> listener) {
        /** Refuses what no page can be made of. */
        public Request {
            if (limit < 1) {
                throw new IllegalArgumentException("limit " + limit);
            }
            if (before instanceof Before.Offsets place
                    && place.offsets().length != gathering.partitions().size()) {
                throw new IllegalArgumentException(
                        "offsets for " + place.offsets().length + " partitions of " + gathering.channel());
            }
        }
    }

    /** Where a page begins; what lies exactly there is not part of it. */
    sealed interface Before {
        /** What is looked through, given what is asked about as it is now. */
        default Gathering of(Gathering present) {
            return present;
        }

        /** The end, as far as records are committed. */
        record Now() implements Before {}

        /**
         * A record time. In each partition, the page begins before the first record that is not older, so that one which
         * bears an older time than its predecessors may be passed over.
         */
        record Time(Instant instant) implements Before {}

        /**
         * Where another page ended, or any other place; beyond the end, the end is meant.
         *
         * @param gathering which it is a place of; null for what is asked about
         * @param offsets in the order of the gathering's partitions; not changed
         */
        record Offsets(@Nullable Gathering gathering, long[] offsets) implements Before {
            /** A place of what is asked about. */
            public Offsets(long[] offsets) {
                this(null, offsets);
            }

            @Override
            public Gathering of(Gathering present) {
                return gathering == null ? present : gathering;
            }
        }
    }

    /** What becomes of a request. */
    sealed interface Answer {
        /**
         * A page.
         *
         * @param records newest first: of one partition by falling offset; between partitions, the one whose next record
         *     is younger comes first, at equal times the one named first in the gathering
         * @param offsets where the next older page begins: what lies there or above has been shown or is not of the channel
         * @param older whether anything may lie before those
         * @param complete false if the page has less than was asked for because of what it takes to find or hold more;
         *     it may even be empty, and the next one goes on all the same
         */
        record Page(List<LogRecord> records, long[] offsets, boolean older, boolean complete) implements Answer {}

        /**
         * There is no page now.
         *
         * @param why a few words without inner details
         */
        record Unavailable(String why) implements Answer {}
    }
}
