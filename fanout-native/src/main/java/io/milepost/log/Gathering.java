package io.milepost.log;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec.Delivery;
import io.milepost.cursor.Cursor;
import io.milepost.cursor.Cursor.Mark;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Where one channel's events lie under one topology: a partition for each stream it gathers, or all partitions of a stream
 * whose records may lie anywhere. Offsets of a reader are an array in the order of {@link #partitions}.
 *
 * <p>A reader whose cursor is older than a topic's newest partitions first reads a <em>former</em> gathering, of the
 * partition that the key had, and then goes {@link #onward}.
 */
public final class Gathering {
    private static final Cursor NOTHING = new Cursor(List.of());

    private final Topology topology;
    private final ChannelName channel;
    private final List<Place> places;
    private final List<LogPartition> partitions;
    private final List<String> names;

    Gathering(Topology topology, ChannelName channel, List<Place> places) {
        this.topology = topology;
        this.channel = channel;
        this.places = List.copyOf(places);
        this.partitions = places.stream().map(Place::partition).toList();
        this.names = places.stream().map(Place::name).distinct().toList();
    }

    /**
     * Where a reader goes on, and what it has lost on the way.
     *
     * @param gathering of which the offsets are; a former one if there is something to be read before
     */
    public record Resumption(Gathering gathering, long[] offsets, Set<GapReason> gaps) {}

    /** The channel. */
    public ChannelName channel() {
        return channel;
    }

    /** The partitions, by stream. */
    public List<LogPartition> partitions() {
        return partitions;
    }

    /** The channel names under which the log keeps these events: the whole name, and the one without access prefix. */
    public List<String> names() {
        return names;
    }

    /** The channel name under which the log keeps the events of the partition at this place. */
    String name(int index) {
        return places.get(index).name();
    }

    /** From which offset on the partition at this place has nothing for this gathering. */
    public long until(int index) {
        return places.get(index).until();
    }

    /** The record key of the events of the partition at this place. */
    String key(int index) {
        return places.get(index).part().key();
    }

    /**
     * Whether a record is part of this channel. Its partition alone does not tell: other keys share it.
     *
     * @param name the channel name under which the log keeps the record
     */
    public boolean holds(String name, LogRecord record) {
        for (Place place : places) {
            if (place.holds(name, record)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a record is one of this channel, wherever it lies.
     *
     * @param name the channel name under which the log keeps the record
     */
    boolean isOf(String name, LogRecord record) {
        return places.stream()
                .anyMatch(place ->
                        place.partition().topicHash() == record.partition().topicHash()
                                && place.name().equals(name));
    }

    /** The place of a record's partition in this channel, or -1 if the channel does not gather that partition. */
    public int indexOf(LogRecord record) {
        return partitions.indexOf(record.partition());
    }

    /** The offsets of a reader who stands where these positions, held by partition index, say. */
    public long[] project(long[] positions) {
        long[] offsets = new long[partitions.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = positions[partitions.get(i).index()];
        }
        return offsets;
    }

    /** Where a reader begins who wants everything there still is, as far as this node knows where keys once were. */
    public Resumption earliest(Bounds.Snapshot bounds, HotRing ring) {
        return resume(NOTHING, bounds, ring);
    }

    /** The cursor of a reader with these offsets. */
    public Cursor cursor(long[] offsets) {
        List<Mark> marks = new ArrayList<>(offsets.length);
        for (int i = 0; i < offsets.length; i++) {
            marks.add(places.get(i).mark(offsets[i]));
        }
        return new Cursor(marks);
    }

    /** The same as text. */
    public String encode(long[] offsets) {
        return cursor(offsets).encode(channel);
    }

    /**
     * What may be gone from between what a reader with these offsets has had and what the ring holds, though the broker's
     * log still reaches back so far: of a compacted topic, what was written over.
     */
    public Set<GapReason> compacted(long[] offsets, Bounds.Snapshot bounds, HotRing ring) {
        for (int i = 0; i < offsets.length; i++) {
            LogPartition partition = partitions.get(i);
            if (partition.stream().delivery() == Delivery.ALL
                    && bounds.isCompacted(partition.stream())
                    && offsets[i] < until(i)
                    && !ring.holds(partition, offsets[i])) {
                return Set.of(GapReason.COMPACTED);
            }
        }
        return Set.of();
    }

    /**
     * Where a reader with this cursor goes on today.
     *
     * <p>A stream without a mark is read from its start: either it was added since, and all of it is news, or its topic was
     * made anew, which is announced. The two are told apart by a mark that fits no stream. A key that has moved to another
     * partition since is read from a former gathering. Where there are more partitions than this node knows of yet, a key
     * that moves is read from the end of what is to be its former partition: another node has read that far.
     *
     * @param ring may still hold what the broker no longer has
     */
    public Resumption resume(Cursor cursor, Bounds.Snapshot bounds, HotRing ring) {
        List<Place> from = places.stream().map(place -> former(place, cursor)).toList();
        return from.equals(places)
                ? begin(cursor, bounds, ring)
                : new Gathering(topology, channel, from).begin(cursor, bounds, ring);
    }

    private Resumption begin(Cursor cursor, Bounds.Snapshot bounds, HotRing ring) {
        Set<GapReason> gaps = EnumSet.noneOf(GapReason.class);
        long[] offsets = new long[places.size()];
        boolean strangers = cursor.marks().stream().anyMatch(this::fitsNoStream);
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = resume(places.get(i), cursor, bounds, ring, gaps, strangers);
        }
        gaps.addAll(compacted(offsets, bounds, ring));
        return new Resumption(this, offsets, gaps);
    }

    private long resume(
            Place place, Cursor cursor, Bounds.Snapshot bounds, HotRing ring, Set<GapReason> gaps, boolean strangers) {
        LogPartition partition = place.partition();
        long start = bounds.start(partition);
        List<Mark> marks = marksOf(place, cursor);
        if (marks.isEmpty()) {
            if (strangers) {
                gaps.add(GapReason.TOPIC_RECREATED);
            }
            return Math.min(start, place.until());
        }
        for (Mark mark : marks) {
            if (place.partitionOf(mark) == partition.partition()) {
                return from(mark.offset(), place, bounds, ring, gaps);
            }
        }
        if (place.isSpread()) {
            return from(0, place, bounds, ring, gaps);
        }
        long end = bounds.end(partition);
        return Math.max(start, end == Long.MAX_VALUE ? ring.startOf(partition) : end);
    }

    /** Never beyond the end of the place: what lies behind it the key had later, and whether that is gone is told then. */
    private static long from(long offset, Place place, Bounds.Snapshot bounds, HotRing ring, Set<GapReason> gaps) {
        long start = bounds.start(place.partition());
        if (offset >= Math.min(start, place.until()) || ring.holds(place.partition(), offset)) {
            return offset;
        }
        gaps.add(GapReason.RETENTION);
        return Math.min(start, place.until());
    }

    /** Where to read first for a reader with this cursor: where the key was then. */
    private Place former(Place place, Cursor cursor) {
        List<Mark> marks = marksOf(place, cursor);
        int then = marks.isEmpty()
                ? topology.growth(place.part().stream()).steps().firstKey()
                : marks.get(0).partitions();
        if (place.isSpread() || then >= place.count()) {
            return place;
        }
        int partition = KeyPartition.of(place.part().key(), then);
        long offset = marks.stream()
                .filter(mark -> place.partitionOf(mark) == partition)
                .mapToLong(Mark::offset)
                .findFirst()
                .orElse(0);
        Place former = topology.place(place.part(), then, offset);
        return former.next() == null ? place : former;
    }

    /** Whether a reader of what this was before has to look where else to go on. */
    public boolean isBeyond(Gathering before) {
        return !partitions.equals(before.partitions)
                || before.places.stream()
                        .anyMatch(place -> !place.isSpread()
                                && topology.place(place.part(), place.count(), 0)
                                                .next()
                                        != null);
    }

    /** Whether there is more to be read after this, see {@link #onward}. */
    public boolean isFormer() {
        return places.stream().anyMatch(place -> place.next() != null);
    }

    /**
     * Where a reader goes on that has read the former partitions of moved keys to their ends: in those which the keys had
     * next, from where they came there.
     *
     * @param offsets where it stands in this gathering
     */
    public Resumption onward(long[] offsets, Bounds.Snapshot bounds, HotRing ring) {
        Set<GapReason> gaps = EnumSet.noneOf(GapReason.class);
        List<Place> nexts = new ArrayList<>();
        long[] starts = offsets.clone();
        for (int i = 0; i < starts.length; i++) {
            Place next = places.get(i).next();
            nexts.add(next == null ? places.get(i) : next);
            if (next != null) {
                starts[i] = from(next.since(), next, bounds, ring, gaps);
            }
        }
        Gathering onward = new Gathering(topology, channel, nexts);
        gaps.addAll(onward.compacted(starts, bounds, ring));
        return new Resumption(onward, starts, gaps);
    }

    /**
     * Where a reader goes on who stands at these offsets of another gathering, when the log's partitions have changed.
     * What it has had from a log whose end was cut off since is announced.
     */
    public Resumption follow(Gathering before, long[] stood, Bounds.Snapshot bounds, HotRing ring) {
        Resumption from = resume(before.cursor(stood), bounds, ring);
        Set<GapReason> gaps = EnumSet.noneOf(GapReason.class);
        gaps.addAll(from.gaps());
        for (int i = 0; i < from.offsets().length; i++) {
            LogPartition partition = from.gathering().partitions.get(i);
            if (!before.partitions.contains(partition) && from.offsets()[i] > partition.cutAt()) {
                from.offsets()[i] = partition.cutAt();
                gaps.add(GapReason.TRUNCATED);
            }
        }
        return new Resumption(from.gathering(), from.offsets(), gaps);
    }

    /**
     * The same for a reader who was live, and so has had everything before these positions: it is through with what its keys'
     * former partitions hold.
     *
     * @param positions by partition index, where the log goes on
     */
    public Resumption follow(Gathering before, long[] stood, long[] positions, Bounds.Snapshot bounds, HotRing ring) {
        Resumption from = follow(before, stood, bounds, ring);
        long[] offsets = project(positions);
        for (int i = 0; i < offsets.length; i++) {
            int known = from.gathering().partitions.indexOf(partitions.get(i));
            offsets[i] = known < 0 ? offsets[i] : from.offsets()[known];
        }
        return new Resumption(this, offsets, from.gaps());
    }

    private boolean fitsNoStream(Mark mark) {
        return partitions.stream().noneMatch(partition -> partition.topicHash() == mark.topicHash());
    }

    private static List<Mark> marksOf(Place place, Cursor cursor) {
        return cursor.marks().stream()
                .filter(mark -> mark.topicHash() == place.partition().topicHash())
                .toList();
    }
}
