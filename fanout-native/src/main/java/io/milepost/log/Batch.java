package io.milepost.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of one channel name in one segment, in the order the poll brought them. */
public final class Batch {
    private final long seq;
    private final String name;
    private final List<LogRecord> records;

    /** The same channel's batch in a later segment. Written once, by the ring's writer. */
    private volatile @Nullable Batch next;

    Batch(long seq, String name, List<LogRecord> records) {
        this.seq = seq;
        this.name = name;
        this.records = records;
    }

    /** The number of the segment it is part of. */
    long seq() {
        return seq;
    }

    /** The channel name, without access prefix for domain streams. */
    public String name() {
        return name;
    }

    /** The records. */
    public List<LogRecord> records() {
        return records;
    }

    @Nullable
    Batch next() {
        return next;
    }

    void linkTo(Batch later) {
        next = later;
    }
}
