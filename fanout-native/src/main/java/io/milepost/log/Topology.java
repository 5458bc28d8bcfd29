package io.milepost.log;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.route.Intake;
import io.milepost.route.Routes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/** Which partitions the streams have at some time. Immutable; the next one says what changed. */
public final class Topology {
    /** In place of the offset before which a key had nothing in a partition. */
    static final long UNKNOWN = -1;

    private static final Partitions NONE = new Partitions(List.of(), List.of(), List.of());

    private final Streams streams;
    private final Routes routes;
    private final Map<StreamSpec, Partitions> byStream;
    private final int nextIndex;

    private Topology(Streams streams, Routes routes, Map<StreamSpec, Partitions> byStream, int nextIndex) {
        this.streams = streams;
        this.routes = routes;
        this.byStream = byStream;
        this.nextIndex = nextIndex;
    }

    /**
     * The partitions of one incarnation of a topic.
     *
     * @param now those there are, by their numbers
     * @param counts how many there were at each time, as far as this node has seen it; rising
     * @param ends for each count, by number, where the partitions before ended when there were no more yet; at the first
     *     count there were none
     */
    private record Partitions(List<LogPartition> now, List<Integer> counts, List<long[]> ends) {}

    /** No stream has a topic yet. */
    public static Topology empty(Streams streams) {
        return empty(streams, Routes.NONE);
    }

    /** The same, where routes say what of the streams clients of the gateway get. */
    static Topology empty(Streams streams, Routes routes) {
        return new Topology(streams, routes, Map.of(), 0);
    }

    /**
     * The same, but this stream has a topic of so many partitions. If it is the topic that it had, the partitions it had
     * go on; else all its records are unlike any seen before.
     */
    public Topology with(StreamSpec stream, int topicHash, int partitions) {
        return with(stream, topicHash, partitions, new long[0]);
    }

    /**
     * The same.
     *
     * @param settled by partition index, where the log ended when there were no more partitions yet; the largest number
     *     where that is not known
     */
    public Topology with(StreamSpec stream, int topicHash, int partitions, long[] settled) {
        Partitions known = byStream.getOrDefault(stream, NONE);
        boolean grown = !known.now().isEmpty()
                && known.now().get(0).topicHash() == topicHash
                && known.now().size() < partitions;
        Intake intake = routes.intake(Routes.NATIVE, stream.name());
        List<LogPartition> now = new ArrayList<>(grown ? known.now() : List.of());
        List<Integer> counts = new ArrayList<>(grown ? known.counts() : List.of());
        int next = nextIndex;
        while (now.size() < partitions) {
            now.add(new LogPartition(next++, stream, intake, topicHash, now.size(), LogPartition.WHOLE));
        }
        counts.add(partitions);
        List<long[]> ends = new ArrayList<>(grown ? known.ends() : List.of());
        ends.add(now.stream()
                .limit(grown ? known.now().size() : 0)
                .mapToInt(LogPartition::index)
                .mapToLong(
                        index -> index < settled.length && settled[index] != Long.MAX_VALUE ? settled[index] : UNKNOWN)
                .toArray());
        return with(stream, new Partitions(List.copyOf(now), List.copyOf(counts), List.copyOf(ends)), next);
    }

    /**
     * The same, but the offsets of this partition no longer continue those before.
     *
     * @param cutAt where its end was cut off; {@link LogPartition#WHOLE} if it was not
     */
    Topology withBreak(LogPartition broken, long cutAt) {
        StreamSpec stream = broken.stream();
        Partitions known = byStream.getOrDefault(stream, NONE);
        List<LogPartition> now = new ArrayList<>(known.now());
        now.replaceAll(partition -> partition != broken
                ? partition
                : new LogPartition(nextIndex, stream, broken.intake(), broken.topicHash(), broken.partition(), cutAt));
        // What is written again where the log was cut lies below the ends that were seen.
        List<long[]> ends = known.ends().stream()
                .map(seen -> capped(seen, broken.partition(), cutAt))
                .toList();
        return with(stream, new Partitions(List.copyOf(now), known.counts(), ends), nextIndex + 1);
    }

    private static long[] capped(long[] ends, int partition, long most) {
        long[] capped = ends.clone();
        if (partition < capped.length) {
            capped[partition] = Math.min(capped[partition], most);
        }
        return capped;
    }

    private Topology with(StreamSpec stream, Partitions partitions, int next) {
        Map<StreamSpec, Partitions> changed = new LinkedHashMap<>(byStream);
        changed.put(stream, partitions);
        return new Topology(streams, routes, changed, next);
    }

    /** All partitions there are now. */
    public List<LogPartition> partitions() {
        return byStream.values().stream()
                .flatMap(partitions -> partitions.now().stream())
                .toList();
    }

    /** The partitions of one stream; none if its topic does not exist. */
    List<LogPartition> partitions(StreamSpec stream) {
        return byStream.getOrDefault(stream, NONE).now();
    }

    /** How many partitions a stream's topic has had, as far as this node has seen it, and now has; rising. */
    List<Integer> counts(StreamSpec stream) {
        return byStream.getOrDefault(stream, NONE).counts();
    }

    /** Before which offset nothing was written to a partition by those who knew of so many; {@link #UNKNOWN} perhaps. */
    private long since(LogPartition partition, int count) {
        Partitions known = byStream.getOrDefault(partition.stream(), NONE);
        int at = known.counts().indexOf(count);
        if (at < 1) {
            return UNKNOWN;
        }
        long[] ends = known.ends().get(at);
        return partition.partition() < ends.length ? ends[partition.partition()] : 0;
    }

    /** Whether a record with this key lies where its stream's readers do not look for it. */
    boolean isStray(LogPartition partition, byte[] key) {
        StreamSpec stream = partition.stream();
        return !stream.isSpread() && KeyPartition.of(key, partitions(stream).size()) != partition.partition();
    }

    /** Whether a stray lies where it would have belonged before the topic got more partitions. */
    boolean isLate(LogPartition partition, byte[] key) {
        return counts(partition.stream()).stream()
                .anyMatch(count -> KeyPartition.of(key, count) == partition.partition());
    }

    /** One more than the highest partition index there ever was. */
    public int size() {
        return nextIndex;
    }

    /** Where the events of a channel lie. */
    public Gathering gather(ChannelName channel) {
        List<Place> places = new ArrayList<>();
        for (Streams.Part part : streams.gather(channel)) {
            int count = partitions(part.stream()).size();
            if (count > 0) {
                places.addAll(places(part, count));
            }
        }
        return new Gathering(this, channel, places);
    }

    private List<Place> places(Streams.Part part, int count) {
        List<LogPartition> all = partitions(part.stream());
        if (part.stream().isSpread()) {
            return all.stream()
                    .map(partition -> Place.of(partition, part, count))
                    .toList();
        }
        return List.of(Place.of(all.get(KeyPartition.of(part.key(), count)), part, count));
    }

    /**
     * Where a key's events lay when its topic had so many partitions, with where they went since. Where it is not known how
     * many there were in between, the key is taken to have gone from the one to the other.
     *
     * @param offset up to where the reader has been there; what it has had does not come again when the key comes back
     */
    Place place(Streams.Part part, int count, long offset) {
        List<LogPartition> all = partitions(part.stream());
        LogPartition first = all.get(KeyPartition.of(part.key(), count));
        NavigableSet<Integer> counts = new TreeSet<>(counts(part.stream())).tailSet(count, true);
        counts.add(count);
        Map<LogPartition, Long> until = new HashMap<>();
        Place place = null;
        for (int then : counts.descendingSet()) {
            LogPartition partition = all.get(KeyPartition.of(part.key(), then));
            long since = Math.max(since(partition, then), partition == first ? offset : 0);
            if (place != null && place.partition() == partition) {
                place = place.within(since, place.until(), place.next());
            } else {
                place = Place.of(partition, part, then)
                        .within(since, until.getOrDefault(partition, Long.MAX_VALUE), place);
            }
            until.put(partition, since);
        }
        return Objects.requireNonNull(place);
    }
}
