package io.milepost.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of one channel name in one segment, in the order the poll brought them. */
public final class Batch {
    private final Chain chain;
    private final long seq;
    private final List<LogRecord> records = new ArrayList<>(1);

    /** The same channel's batch in a later segment. Written once, by the ring's writer. */
    private volatile @Nullable Batch next;

    /** One of the same channel a good deal later, if there is one. Written once, by the ring's writer. */
    private volatile @Nullable Batch farther;

    Batch(Chain chain, long seq) {
        this.chain = chain;
        this.seq = seq;
    }

    /** Adds a record; by the ring's writer, before the segment is part of the ring. */
    void add(LogRecord record) {
        records.add(record);
    }

    /** The number of the segment it is part of. */
    long seq() {
        return seq;
    }

    /** The channel name, without access prefix for domain streams. */
    public String name() {
        return chain.name();
    }

    /** The records. */
    public List<LogRecord> records() {
        return Collections.unmodifiableList(records);
    }

    Chain chain() {
        return chain;
    }

    @Nullable
    Batch next() {
        return next;
    }

    void linkTo(Batch later) {
        next = later;
    }

    void linkFartherTo(Batch later) {
        farther = later;
    }

    /** The first from here on that is not before this segment, or null if all are. */
    @Nullable
    Batch seek(long from) {
        Batch at = this;
        while (at != null && at.seq < from) {
            Batch leap = at.farther;
            at = leap != null && leap.seq <= from ? leap : at.next;
        }
        return at;
    }
}
