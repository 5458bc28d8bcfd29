package io.milepost.log;

import org.jspecify.annotations.Nullable;

/** The batches of one channel name that the ring holds, oldest first. Written by the ring's writer, read by anybody. */
final class Chain {
    private final String name;
    private volatile @Nullable Batch first;
    private @Nullable Batch last;
    private @Nullable Batch open;

    Chain(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    @Nullable
    Batch first() {
        return first;
    }

    boolean isEmpty() {
        return last == null;
    }

    /** The batch that is being filled for a segment, if there is one. */
    @Nullable
    Batch open(long seq) {
        Batch filling = open;
        return filling != null && filling.seq() == seq ? filling : null;
    }

    Batch begin(long seq) {
        Batch batch = new Batch(this, seq);
        open = batch;
        return batch;
    }

    void append(Batch batch) {
        Batch before = last;
        if (before == null) {
            first = batch;
        } else {
            before.linkTo(batch);
        }
        last = batch;
        open = null;
    }

    void dropFirst() {
        Batch oldest = first;
        first = oldest == null ? null : oldest.next();
        if (first == null) {
            last = null;
        }
    }
}
