package io.milepost.log;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts since the start of this node. */
public final class LogStats {
    final LongAdder records = new LongAdder();
    final LongAdder unaddressable = new LongAdder();
    final LongAdder strays = new LongAdder();
    final LongAdder caughtUp = new LongAdder();
    final LongAdder scans = new LongAdder();
    final LongAdder histories = new LongAdder();
    final LongAdder skipped = new LongAdder();
    final LongAdder indexed = new LongAdder();
    volatile LongSupplier indexBytes = () -> 0;

    /** Records the tail has read. */
    public long records() {
        return records.sum();
    }

    /** Records whose key is missing or makes no channel name, so that nobody can ask for them. */
    public long unaddressable() {
        return unaddressable.sum();
    }

    /** Records outside their key's partition. */
    public long strays() {
        return strays.sum();
    }

    /** Records read again for readers behind the ring. */
    public long caughtUp() {
        return caughtUp.sum();
    }

    /** Passes begun over a partition for readers behind the ring. */
    public long scans() {
        return scans.sum();
    }

    /** Records looked at for pages of history. */
    public long histories() {
        return histories.sum();
    }

    /** Offsets that catch-up and history passed over because the skip index had nothing there for whom they read. */
    public long skipped() {
        return skipped.sum();
    }

    /** Records read in the background for the skip index. */
    public long indexed() {
        return indexed.sum();
    }

    /** Heap bytes of the skip index now, about. */
    public long indexBytes() {
        return indexBytes.getAsLong();
    }
}
