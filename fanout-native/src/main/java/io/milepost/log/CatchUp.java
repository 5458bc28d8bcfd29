package io.milepost.log;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * Reads what lies behind the ring, for readers who come back after a while.
 *
 * <p>A reading goes on until the reader stands within the ring or has it cancelled; without credit it pauses. Everything it
 * says, it says on the reader's own executor, in order, and {@link Done} last.
 */
public interface CatchUp extends AutoCloseable {
    /** Begins a reading. */
    Reading begin(Request request);

    @Override
    void close();

    /**
     * What a reader wants.
     *
     * @param offsets where it stands, in the order of the gathering's partitions; not changed
     * @param credit bytes of heap it can take; the record that exceeds it is the last until more is granted
     * @param loop where to tell it
     */
    record Request(Gathering gathering, long[] offsets, long credit, Executor loop, Listener listener) {}

    /** A reading that has begun. Its methods can be called by any thread and after its end. */
    interface Reading {
        /** Lets the reading give so many bytes more. */
        void grant(long bytes);

        /** Ends the reading; nothing is said after what is on its way. */
        void cancel();
    }

    /** Takes what a reading says. */
    @FunctionalInterface
    interface Listener {
        /** Called on the reader's executor. */
        void accept(Said said);
    }

    /** What a reading says. */
    sealed interface Said permits Found, Lost, Done {}

    /** Records, each partition's in the order of its offsets. */
    record Found(List<LogRecord> records) implements Said {}

    /**
     * Records that are gone.
     *
     * @param index the partition's place in the gathering
     * @param offset where it goes on
     */
    record Lost(GapReason reason, int index, long offset) implements Said {}

    /**
     * The end of the reading: the reader stands within the ring.
     *
     * @param offsets where exactly
     */
    record Done(long[] offsets) implements Said {}
}
