package io.milepost.gateway.shard;

import io.milepost.channel.StreamSpec.Delivery;
import io.milepost.event.Decoded.Broken;
import io.milepost.gateway.protocol.Wire;
import io.milepost.log.Gathering;
import io.milepost.log.LogRecord;
import io.milepost.log.RingReader;
import io.milepost.log.RingReader.Portion;
import io.netty.buffer.ByteBuf;
import java.nio.LongBuffer;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What readers behind are given from the ring. Those who come back together mostly stand at the same place: from the third
 * on, they are given what was read and written for the second. Confined to the shard's event loop.
 */
final class Portions {
    /** Of all that is kept. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final int MOST_EACH = 256 * 1024;
    private static final int MOST_SEEN = 16_384;
    private static final long KEPT = TimeUnit.SECONDS.toNanos(2);

    private final Shard shard;
    private final RingReader reader;
    /** Places where somebody was, by their hashes: one too many is only kept too early. */
    private final Set<Integer> seen = new HashSet<>();
    /** Who was asked for last is the last. */
    private final Map<Place, Written> kept = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;
    private long since;

    Portions(Shard shard) {
        this.shard = shard;
        this.reader = new RingReader(shard.log().ring());
    }

    /** Where a reader stands. The same gathering is the same channel under the same topology. */
    private record Place(Gathering way, LongBuffer offsets, long from, Wire wire) {}

    /**
     * Where a reader is then.
     *
     * @param offsets in the order of the gathering's partitions; the reader's own
     * @param next the ring entry to go on with
     */
    record Reached(long[] offsets, long next) {}

    /**
     * What a reader was given.
     *
     * @param excepts the sockets that are not to be given some of it
     */
    private record Written(ByteBuf frames, int events, List<String> excepts, Reached reached) {
        boolean isFor(Subscriber reader) {
            return excepts.stream().noneMatch(reader::isExcepted);
        }
    }

    /**
     * Gives a reader what comes next.
     *
     * @param from no entry of the ring before this one has anything for it that its offsets do not say
     * @return null, and nothing is given, if the ring no longer holds what it lacks
     */
    @Nullable
    Reached give(Feed feed, Subscriber to, Gathering way, long[] offsets, long from) {
        Place place = new Place(way, LongBuffer.wrap(offsets.clone()), from, to.wire());
        // The ring may have more by now, which comes next then.
        Written known = kept.get(place);
        if (known != null && known.isFor(to)) {
            shard.stats().looked(true, from < 0);
            shard.stats().shared.increment();
            send(known.frames().retainedDuplicate(), known.events(), to);
            return new Reached(
                    known.reached().offsets().clone(), known.reached().next());
        }
        long[] ahead = offsets.clone();
        Portion portion =
                reader.read(way, ahead, from, shard.seq(), shard.pace().portionBytes());
        shard.stats().looked(portion != null, from < 0);
        if (portion == null) {
            return null;
        }
        Reached reached = new Reached(offsets.clone(), portion.next());
        if (!portion.records().isEmpty()) {
            write(feed, to, place, portion.records(), reached);
        }
        return reached;
    }

    private void write(Feed feed, Subscriber to, Place place, List<LogRecord> records, Reached reached) {
        shard.stats().portions.increment();
        ByteBuf frames = shard.buffer();
        feed.frames(
                records, to, place.way(), reached.offsets(), frames, shard.log().latest());
        List<String> excepts =
                records.stream().map(Feed::except).filter(Objects::nonNull).toList();
        Written written = new Written(
                frames.duplicate(),
                records.size(),
                excepts,
                new Reached(reached.offsets().clone(), reached.next()));
        if (place.wire().isShared() && written.isFor(to) && records.stream().allMatch(Portions::isTheSameLater)) {
            keep(place, written);
        }
        send(frames, records.size(), to);
    }

    /** What is broken is counted for each who meets it, and what only counts while nothing newer is there may not for long. */
    private static boolean isTheSameLater(LogRecord record) {
        return record.partition().stream().delivery() == Delivery.ALL && !(record.decoded() instanceof Broken);
    }

    private void keep(Place place, Written written) {
        int more = written.frames().capacity();
        if (seen.size() == MOST_SEEN) {
            seen.clear();
        }
        if (seen.add(place.hashCode()) || more > MOST_EACH || kept.containsKey(place)) {
            return;
        }
        written.frames().retain();
        kept.put(place, written);
        bytes += more;
        Iterator<Written> eldest = kept.values().iterator();
        while (bytes > MOST_BYTES) {
            ByteBuf frames = eldest.next().frames();
            bytes -= frames.capacity();
            frames.release();
            eldest.remove();
        }
    }

    /** To be called about once a second. */
    void tick() {
        if (shard.now() - since > KEPT) {
            forget();
        }
    }

    /** Keeps nothing of what there is. */
    void forget() {
        since = shard.now();
        seen.clear();
        kept.values().forEach(written -> written.frames().release());
        kept.clear();
        bytes = 0;
    }

    private void send(ByteBuf frames, int events, Subscriber to) {
        shard.send(to, frames);
        to.givenEvents(events);
        shard.stats().replayed.add(events);
    }
}
