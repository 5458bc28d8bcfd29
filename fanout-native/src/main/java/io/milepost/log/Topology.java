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
    private static final Partitions NONE = new Partitions(List.of(), Growth.NONE);

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
     * @param growth how there came to be so many
     */
    private record Partitions(List<LogPartition> now, Growth growth) {}

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
     * @param settled by run of offsets, where the log ended when there were no more partitions yet; the largest number
     *     where that is not known
     */
    public Topology with(StreamSpec stream, int topicHash, int partitions, long[] settled) {
        Partitions known = byStream.getOrDefault(stream, NONE);
        boolean grown = !known.now().isEmpty()
                && known.now().get(0).topicHash() == topicHash
                && known.now().size() < partitions;
        Intake intake = routes.intake(Routes.NATIVE, stream.name());
        List<LogPartition> now = new ArrayList<>(grown ? known.now() : List.of());
        int next = nextIndex;
        while (now.size() < partitions) {
            now.add(new LogPartition(next++, stream, intake, topicHash, now.size(), LogPartition.WHOLE));
        }
        List<Long> ends = now.stream()
                .limit(grown ? known.now().size() : 0)
                .map(LogPartition::run)
                .map(run -> run < settled.length && settled[run] != Long.MAX_VALUE ? settled[run] : Growth.UNKNOWN)
                .toList();
        Growth growth = grown ? known.growth() : Growth.NONE;
        return with(stream, new Partitions(List.copyOf(now), growth.to(partitions, ends)), next);
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
        Growth growth = known.growth().cut(broken.partition(), cutAt);
        return with(stream, new Partitions(List.copyOf(now), growth), nextIndex + 1);
    }

    /** The same, with what others have seen of a stream's topic. Itself if that is nothing new. */
    Topology recalling(StreamSpec stream, Growth earlier) {
        Partitions known = byStream.getOrDefault(stream, NONE);
        Growth growth = known.growth().and(earlier.upTo(known.now().size()));
        return growth.equals(known.growth()) ? this : with(stream, new Partitions(known.now(), growth), nextIndex);
    }

    /**
     * The same under other routes. Of a stream of which clients of the gateway get something else by them, all partitions are others
     * from now on: what was read by the former routes is nowhere in these.
     */
    Topology rerouted(Routes others) {
        Map<StreamSpec, Partitions> changed = new LinkedHashMap<>(byStream);
        int next = nextIndex;
        for (Map.Entry<StreamSpec, Partitions> one : byStream.entrySet()) {
            Intake intake = others.intake(Routes.NATIVE, one.getKey().name());
            List<LogPartition> known = one.getValue().now();
            if (!known.isEmpty() && !known.get(0).intake().equals(intake)) {
                List<LogPartition> now = new ArrayList<>();
                for (LogPartition old : known) {
                    now.add(old.taking(intake, next++));
                }
                changed.put(
                        one.getKey(),
                        new Partitions(List.copyOf(now), one.getValue().growth()));
            }
        }
        return new Topology(streams, others, changed, next);
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

    /** How a stream's topic got the partitions that it has, as far as that was seen; it has had one number at least. */
    Growth growth(StreamSpec stream) {
        return byStream.getOrDefault(stream, NONE).growth();
    }

    /** Whether a record with this key lies where its stream's readers do not look for it. */
    boolean isStray(LogPartition partition, byte[] key) {
        StreamSpec stream = partition.stream();
        return !stream.isSpread() && KeyPartition.of(key, partitions(stream).size()) != partition.partition();
    }

    /** Whether a stray lies where it would have belonged before the topic got more partitions. */
    boolean isLate(LogPartition partition, byte[] key) {
        return growth(partition.stream()).counts().stream()
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
        Growth growth = growth(part.stream());
        NavigableSet<Integer> counts = new TreeSet<>(growth.counts()).tailSet(count, true);
        counts.add(count);
        Map<LogPartition, Long> until = new HashMap<>();
        Place place = null;
        for (int then : counts.descendingSet()) {
            LogPartition partition = all.get(KeyPartition.of(part.key(), then));
            long since = Math.max(growth.since(partition.partition(), then), partition == first ? offset : 0);
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
