package io.milepost.log;

import io.milepost.channel.StreamSpec;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts since the start of this node, and what is so now. */
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
    volatile Map<StreamSpec, Duration> standstills = Map.of();

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

    /**
     * For how long one and the same transaction has held up the partition of this stream that has waited longest, as of the last
     * look; zero where nothing waits.
     */
    public Duration standstill(StreamSpec stream) {
        return standstills.getOrDefault(stream, Duration.ZERO);
    }

    /** Heap bytes of the skip index now, about. */
    public long indexBytes() {
        return indexBytes.getAsLong();
    }
}
