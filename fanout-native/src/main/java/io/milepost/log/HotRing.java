package io.milepost.log;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of the log, bounded in bytes, for any number of readers without a lock.
 *
 * <p>One thread writes. It publishes an entry by moving {@link #end}; it withdraws one by first raising {@link #start} and
 * what {@link #holds} answers, and only then unlinking its batches. So a reader that has taken hold of a channel's first
 * batch, and finds <em>afterwards</em> that the ring still holds its position, has missed nothing. Entries are immutable:
 * what a reader holds stays whole after it was withdrawn.
 */
public final class HotRing {
    private static final int MAX_ENTRIES = 1 << 16;

    private final long capacity;
    private final AtomicReferenceArray<@Nullable RingEntry> entries = new AtomicReferenceArray<>(MAX_ENTRIES);
    private final Map<String, Chain> chains = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Runnable> readers = new CopyOnWriteArrayList<>();
    private volatile AtomicLongArray starts = new AtomicLongArray(64);
    private volatile long start;
    private volatile long end;
    private long weight;

    /**
     * An empty ring.
     *
     * @param capacity bytes of heap it holds, roughly; the newest segment is held whatever it weighs
     */
    public HotRing(long capacity) {
        this.capacity = capacity;
    }

    /** Asks to be told, on the writer's thread, of each new entry. The reader does no more than wake somebody. */
    public void onAppend(Runnable reader) {
        readers.add(reader);
    }

    /** Asks to be told no longer. It may be told once more. */
    public void offAppend(Runnable reader) {
        readers.remove(reader);
    }

    /** The number that the next entry will have. */
    public long end() {
        return end;
    }

    /** The number of the oldest entry still held. */
    public long start() {
        return start;
    }

    /** The entry with this number, or null if it is held no longer or not yet. */
    public @Nullable RingEntry entry(long seq) {
        RingEntry entry = entries.get((int) (seq & (MAX_ENTRIES - 1)));
        return entry != null && entry.seq() == seq ? entry : null;
    }

    /** Whether everything from this offset on is held. */
    public boolean holds(LogPartition partition, long offset) {
        return offset >= starts.get(partition.index());
    }

    /** The lowest offset from which everything is held. */
    long startOf(LogPartition partition) {
        return starts.get(partition.index());
    }

    /** The oldest batch of a channel name that is still held. Ask {@link #holds} afterwards. */
    @Nullable
    Batch first(String name) {
        Chain chain = chains.get(name);
        return chain == null ? null : chain.first();
    }

    /** The newest batch of a channel name that is still held; null if none is. Any thread. */
    public @Nullable Batch newest(String name) {
        Chain chain = chains.get(name);
        return chain == null ? null : chain.last();
    }

    /** Begins the next segment, to be filled and {@link #append appended}. Writer only. */
    public Segment.Builder segment() {
        return new Segment.Builder(this, end);
    }

    /** The chain of a channel name, made if there is none. Writer only. */
    Chain chain(String name) {
        Chain known = chains.get(name);
        if (known != null) {
            return known;
        }
        Chain chain = new Chain(name);
        chains.put(name, chain);
        return chain;
    }

    /** Says from which offset a partition will be held. Called by the writer, before the partition's first record. */
    public void begin(LogPartition partition, long offset) {
        if (partition.index() >= starts.length()) {
            AtomicLongArray longer = new AtomicLongArray(Math.max(partition.index() + 1, starts.length() * 2));
            for (int i = 0; i < starts.length(); i++) {
                longer.set(i, starts.get(i));
            }
            starts = longer;
        }
        starts.set(partition.index(), offset);
    }

    /** Adds an entry, whose number must be {@link #end}, and drops the oldest that no longer fit. Writer only. */
    public void append(RingEntry entry) {
        if (entry.seq() != end) {
            throw new IllegalArgumentException("entry " + entry.seq() + " where " + end + " is due");
        }
        long added = entry instanceof Segment segment ? segment.weight() : 0;
        while (start < end && (weight + added > capacity || end - start == MAX_ENTRIES)) {
            dropOldest();
        }
        weight += added;
        entries.set((int) (entry.seq() & (MAX_ENTRIES - 1)), entry);
        if (entry instanceof Segment segment) {
            segment.batches().forEach(this::link);
        }
        end = entry.seq() + 1;
        for (Runnable reader : readers) {
            reader.run();
        }
    }

    private void dropOldest() {
        long seq = start;
        RingEntry oldest = entries.get((int) (seq & (MAX_ENTRIES - 1)));
        if (oldest instanceof Segment segment) {
            for (int i = 0; i < segment.touched(); i++) {
                starts.set(segment.partition(i), segment.covered(i));
            }
        }
        start = seq + 1;
        if (oldest instanceof Segment segment) {
            segment.batches().forEach(this::unlink);
            weight -= segment.weight();
        }
        entries.set((int) (seq & (MAX_ENTRIES - 1)), null);
    }

    private void link(Batch batch) {
        Chain chain = batch.chain();
        if (chain.isEmpty()) {
            // New, or emptied since the segment was begun.
            chains.put(chain.name(), chain);
        }
        chain.append(batch);
    }

    private void unlink(Batch batch) {
        Chain chain = batch.chain();
        chain.dropFirst();
        if (chain.isEmpty()) {
            chains.remove(chain.name(), chain);
        }
    }
}
