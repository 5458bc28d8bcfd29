package io.milepost.gateway.shard;

import io.milepost.gateway.protocol.Wire;
import io.milepost.log.Gathering;
import io.milepost.log.LogRecord;
import io.milepost.log.RingReader;
import io.milepost.log.RingReader.Portion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What readers behind are given from the ring. Those who come back together mostly stand at the same place: from the second
 * on, they are given what was read and written for one of them. Confined to the shard's event loop.
 */
final class Portions {
    /** Each has {@link Pace#portionBytes} at most, so this is 16 MB of a shard. */
    private static final int MOST = 256;

    private static final long KEPT = TimeUnit.SECONDS.toNanos(2);
    private static final byte[] NOT_YET = {};

    private final Shard shard;
    private final RingReader reader;
    private final Map<Place, Written> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Written> eldest) {
            return size() > MOST;
        }
    };
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

    /** What such a reader is given; the frames are kept when somebody wants them for the second time. */
    private record Written(byte[] frames, int events, Reached reached) {}

    /**
     * Gives a reader what comes next.
     *
     * @param from no entry of the ring before this one has anything for it that its offsets do not say
     * @return null, and nothing is given, if the ring no longer holds what it lacks
     */
    @Nullable
    Reached give(Feed feed, Subscriber to, Gathering way, long[] offsets, long from) {
        Place place = new Place(way, LongBuffer.wrap(offsets.clone()), from, to.wire());
        Written known = known(place);
        if (known != null && known.frames() != NOT_YET) {
            shard.stats().looked(true, from < 0);
            shard.stats().shared.increment();
            send(Unpooled.wrappedBuffer(known.frames()), known.events(), to);
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
        List<LogRecord> records = portion.records();
        if (!records.isEmpty()) {
            ByteBuf frames = shard.buffer();
            feed.frames(records, to, way, reached.offsets(), frames, shard.log().latest());
            if (to.wire() == to.shared() && records.stream().allMatch(record -> Feed.except(record) == null)) {
                byte[] bytes = known == null ? NOT_YET : ByteBufUtil.getBytes(frames);
                kept.put(
                        place,
                        new Written(
                                bytes,
                                records.size(),
                                new Reached(reached.offsets().clone(), reached.next())));
            }
            send(frames, records.size(), to);
        }
        return reached;
    }

    /** What a place was given a moment ago; the ring may have more by now, which comes next then. */
    private @Nullable Written known(Place place) {
        if (shard.now() - since > KEPT) {
            kept.clear();
            since = shard.now();
        }
        return kept.get(place);
    }

    private void send(ByteBuf frames, int events, Subscriber to) {
        shard.send(to, frames);
        to.givenEvents(events);
        shard.stats().replayed.add(events);
    }
}
