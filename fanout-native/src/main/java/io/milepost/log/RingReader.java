package io.milepost.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one channel from the ring, a bounded portion at a time. */
public final class RingReader {
    /** What a record costs that the reader has had already, in bytes of the budget. */
    private static final long SKIPPED = 16;

    private final HotRing ring;

    /** A reader of this ring. It keeps no state between calls. */
    public RingReader(HotRing ring) {
        this.ring = ring;
    }

    /**
     * A portion of a channel.
     *
     * @param records not delivered before, in order
     * @param next the number of the entry to go on with; {@code until} if the reader is through
     */
    public record Portion(List<LogRecord> records, long next) {}

    /**
     * Reads on from where the reader stands.
     *
     * @param offsets where the reader stands, in the order of the gathering's partitions; moved past each record returned
     * @param from no entry before this one holds anything for the reader that {@code offsets} does not say
     * @param until the entry to stop before
     * @param budget bytes of heap; the portion ends with the record that exceeds it
     * @return null if the ring no longer holds what the reader lacks
     */
    public @Nullable Portion read(Gathering gathering, long[] offsets, long from, long until, long budget) {
        Merge merge = new Merge(gathering, from);
        if (ring.start() > from && !holds(gathering, offsets)) {
            return null;
        }
        List<LogRecord> records = new ArrayList<>();
        long left = budget;
        for (Batch batch = merge.next(until); batch != null; batch = merge.next(until)) {
            for (LogRecord record : batch.records()) {
                int i = gathering.indexOf(record);
                if (i < 0 || !gathering.holds(batch.name(), record)) {
                    continue;
                }
                if (left <= 0) {
                    return new Portion(records, batch.seq());
                }
                if (record.offset() < offsets[i]) {
                    left -= SKIPPED;
                    continue;
                }
                offsets[i] = record.offset() + 1;
                left -= record.weight();
                records.add(record);
            }
        }
        return new Portion(records, until);
    }

    /** Whether the ring holds everything that a reader with these offsets lacks. */
    public boolean holds(Gathering gathering, long[] offsets) {
        List<LogPartition> partitions = gathering.partitions();
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] < gathering.until(i) && !ring.holds(partitions.get(i), offsets[i])) {
                return false;
            }
        }
        return true;
    }

    /** The batches of a channel's names in the order of their segments. */
    private final class Merge {
        private final @Nullable Batch[] heads;

        Merge(Gathering gathering, long from) {
            List<String> names = gathering.names();
            heads = new Batch[names.size()];
            for (int i = 0; i < heads.length; i++) {
                Batch first = ring.first(names.get(i));
                heads[i] = first == null ? null : first.seek(from);
            }
        }

        @Nullable
        Batch next(long until) {
            int lowest = -1;
            for (int i = 0; i < heads.length; i++) {
                Batch head = heads[i];
                if (head != null && head.seq() < until) {
                    Batch best = lowest < 0 ? null : heads[lowest];
                    if (best == null || head.seq() < best.seq()) {
                        lowest = i;
                    }
                }
            }
            if (lowest < 0) {
                return null;
            }
            Batch batch = heads[lowest];
            heads[lowest] = batch == null ? null : batch.next();
            return batch;
        }
    }
}
