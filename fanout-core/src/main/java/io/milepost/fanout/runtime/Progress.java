package io.milepost.fanout.runtime;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** How far one partition has got: what was read of it, in lanes, and what of that is finished. Confined to the driver. */
final class Progress {
    /** Offsets that may be read above the lowest unfinished one: what a commit holds, less what one poll may bring. */
    static final int SPAN = 20_000;

    final TopicPartition partition;
    final Uuid topicId;
    private final Map<String, Lane> lanes = new HashMap<>();

    /** What was read from the lowest unfinished offset on, in order; all but the first may be finished. */
    private final Deque<Item> read = new ArrayDeque<>();

    /** Offsets that a former reader of the partition finished, by their distance from {@link #base}. */
    private final BitSet before;

    private final long base;
    private OffsetAndMetadata next;
    private @Nullable OffsetAndMetadata committed;
    private boolean changed;
    private boolean leaving;
    private boolean gone;

    /** Records that are not finished, and the bytes of their keys and values. */
    private int unfinished;

    private long bytes;

    /** Where the partition ended when it was last asked; -1 before. Read by any thread. */
    volatile long end = -1;

    private volatile long lowest;
    private volatile long oldest;

    Progress(TopicPartition partition, Uuid topicId, long from, BitSet before) {
        this.partition = partition;
        this.topicId = topicId;
        this.base = from;
        this.before = before;
        this.next = new OffsetAndMetadata(from);
        this.lowest = from;
    }

    /** Where it begins. */
    long from() {
        return base;
    }

    /** Whether a former reader has finished this offset. */
    boolean wasFinished(long offset) {
        return offset >= base && offset - base < before.length() && before.get((int) (offset - base));
    }

    void take(Item item) {
        read.add(item);
        unfinished++;
        bytes += item.bytes;
    }

    /** Takes a record that a former reader has finished, so that the next commit says so again. */
    void takeFinished(ConsumerRecord<byte[], ByteBuffer> record) {
        Item item = new Item(record, null, 0);
        item.finish();
        read.add(item);
    }

    /** The lane of a key, made if there is none. */
    Lane lane(String key) {
        return lanes.computeIfAbsent(key, k -> new Lane(this, k));
    }

    void drop(Lane lane) {
        lanes.remove(lane.key);
    }

    /** Notes where reading goes on; called after everything a poll brought was taken. */
    void readTo(OffsetAndMetadata position) {
        next = position;
        changed = true;
        trim();
    }

    /** Notes that a record needs nothing more. */
    void finish(Item item) {
        if (!item.isFinished()) {
            item.finish();
            unfinished--;
            bytes -= item.bytes;
            changed = true;
            trim();
        }
    }

    private void trim() {
        while (!read.isEmpty() && read.getFirst().isFinished()) {
            read.removeFirst();
        }
        Item first = read.peekFirst();
        lowest = first == null ? next.offset() : first.offset;
        oldest = first == null ? 0 : first.recorded;
    }

    /** Whether so much above the lowest unfinished offset was read that no more could be kept in a commit. */
    boolean isFull() {
        Item first = read.peekFirst();
        return first != null && (next.offset() - first.offset >= SPAN);
    }

    /** What there is to commit; null if nothing has changed since. */
    @Nullable
    OffsetAndMetadata toCommit() {
        if (!changed) {
            return null;
        }
        changed = false;
        BitSet above = new BitSet();
        Item first = read.peekFirst();
        for (Item item : read) {
            if (item.isFinished() && item.offset - lowest < Finished.MOST) {
                above.set((int) (item.offset - lowest));
            }
        }
        // What a former reader finished further up than this one has read so far.
        for (int bit = before.nextSetBit((int) Math.max(0, Math.min(next.offset() - base, before.length())));
                bit >= 0;
                bit = before.nextSetBit(bit + 1)) {
            long distance = base + bit - lowest;
            if (distance < Finished.MOST) {
                above.set((int) distance);
            }
        }
        String metadata = new Finished(topicId, above).write();
        OffsetAndMetadata commit = first == null
                ? new OffsetAndMetadata(next.offset(), next.leaderEpoch(), metadata)
                : new OffsetAndMetadata(first.offset, first.record().leaderEpoch(), metadata);
        if (commit.equals(committed)) {
            return null;
        }
        committed = commit;
        return commit;
    }

    /** The last commit did not get through. */
    void commitAgain() {
        committed = null;
        changed = true;
    }

    /** Sends nothing further; what is under way is waited for. */
    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Belongs to somebody else from now on: what becomes of its calls is theirs to find out. */
    void go() {
        leaving = true;
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /** Whether a call with something of it is under way. */
    boolean isOut() {
        return lanes.values().stream().anyMatch(lane -> lane.out > 0);
    }

    int unfinished() {
        return unfinished;
    }

    long bytes() {
        return bytes;
    }

    /** Records between what is finished and the partition's end. Any thread. */
    long lag() {
        return Math.max(0, end - lowest);
    }

    /** Milliseconds since the oldest unfinished record was written; 0 if there is none. Any thread. */
    long age(long now) {
        long since = oldest;
        return since == 0 ? 0 : Math.max(0, now - since);
    }
}
