package io.milepost.log;

import org.jspecify.annotations.Nullable;

/** The batches of one channel name that the ring holds, oldest first. Written by the ring's writer, read by anybody. */
final class Chain {
    private static final int MARK_EVERY = 64;

    private final String name;
    private volatile @Nullable Batch first;
    private volatile @Nullable Batch last;
    private @Nullable Batch open;
    private @Nullable Batch lastMark;
    private int sinceMark;

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

    @Nullable
    Batch last() {
        return last;
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
        mark(batch);
    }

    /** Every so often a batch is linked to the one marked before, so that readers need not step on each. */
    private void mark(Batch batch) {
        Batch before = lastMark;
        if (before == null) {
            lastMark = batch;
        } else if (++sinceMark == MARK_EVERY) {
            before.linkFartherTo(batch);
            lastMark = batch;
            sinceMark = 0;
        }
    }

    void dropFirst() {
        Batch oldest = first;
        first = oldest == null ? null : oldest.next();
        if (first == null) {
            last = null;
            lastMark = null;
        }
    }
}
