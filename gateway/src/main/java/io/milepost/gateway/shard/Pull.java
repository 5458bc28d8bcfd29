package io.milepost.gateway.shard;

import io.milepost.log.Batch;
import io.milepost.log.LogRecord;
import io.milepost.log.Segment;
import io.milepost.trace.Tracing;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a shard took from the ring at once, on its way to all live subscribers: each channel's events are encoded once for
 * each way of speaking, and every socket gets one write. Delivery can pause at any subscriber and go on later.
 */
final class Pull {
    private final Shard shard;
    private final long began;
    private final Tracing tracing;
    private final long[] positions;
    private final Map<Feed, Load> loads = new HashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private long until;
    private long weight;
    private boolean isEmpty = true;
    private int delivery;
    private int member;
    private long delivered;
    private long demoted;

    /**
     * A pull that has taken nothing yet.
     *
     * @param from the first entry to take
     * @param positions by partition index, where the shard stands; not changed
     */
    Pull(Shard shard, long from, long[] positions) {
        this.shard = shard;
        this.began = shard.now();
        this.tracing = shard.log().tracing();
        this.until = from;
        this.positions = positions.clone();
    }

    /** One channel's events of this pull. */
    private record Load(long[] offsets, List<Delivery> to, List<LogRecord> records, List<Traced> traced) {}

    /** Frames and those who get them. */
    private static final class Delivery {
        private final int turn;
        private final LiveGroup group;
        private final ByteBuf frames;
        private int events;
        private int sockets;
        private List<Part> parts = List.of();

        Delivery(int turn, LiveGroup group, ByteBuf frames) {
            this.turn = turn;
            this.group = group;
            this.frames = frames;
        }

        /** Notes that what has been written since is not for everybody. */
        void keep(int start, String except) {
            if (parts.isEmpty()) {
                parts = new ArrayList<>(1);
            }
            parts.add(new Part(start, frames.writerIndex(), except));
        }

        /** What somebody gets, with a reference of its own: all get the same, but for a part that one alone does not. */
        ByteBuf framesFor(Subscriber subscriber) {
            if (parts.isEmpty() || parts.stream().noneMatch(part -> subscriber.isExcepted(part.except()))) {
                return frames.retainedDuplicate();
            }
            ByteBuf own = frames.alloc().directBuffer(frames.readableBytes());
            int from = 0;
            for (Part part : parts) {
                if (subscriber.isExcepted(part.except())) {
                    own.writeBytes(frames, from, part.start() - from);
                    from = part.end();
                }
            }
            return own.writeBytes(frames, from, frames.writerIndex() - from);
        }
    }

    /** Where in the frames an event lies that one socket is not given. */
    private record Part(int start, int end, String except) {}

    /** Takes the next segment, and encodes what it holds for the shard's live subscriptions. */
    void add(Segment segment) {
        for (Batch batch : segment.batches()) {
            for (Feed feed : shard.feedsNamed(batch.name())) {
                if (feed.hasLive()) {
                    add(batch, feed, segment.readAt());
                }
            }
        }
        segment.advance(positions);
        weight += segment.weight();
        until = segment.seq() + 1;
        isEmpty = false;
    }

    private void add(Batch batch, Feed feed, long readAt) {
        for (LogRecord record : batch.records()) {
            if (!feed.gathering().holds(batch.name(), record)) {
                continue;
            }
            Load load = loads.computeIfAbsent(feed, this::load);
            String cursor = Feed.advance(record, feed.gathering(), load.offsets());
            String except = Feed.except(record);
            for (Delivery to : load.to()) {
                int start = to.frames.writerIndex();
                feed.frame(record, cursor, to.group.wire(), to.frames);
                if (except != null) {
                    to.keep(start, except);
                }
                to.events++;
            }
            load.records().add(record);
            Traced traced = tracing.isOn() ? Traced.of(record, readAt, tracing) : null;
            if (traced != null) {
                load.traced().add(traced);
            }
        }
    }

    private Load load(Feed feed) {
        List<Delivery> to = new ArrayList<>(1);
        for (LiveGroup group : feed.live()) {
            if (group.members() > 0) {
                to.add(new Delivery(deliveries.size() + to.size(), group, shard.buffer()));
            }
        }
        deliveries.addAll(to);
        feed.spoken(began);
        return new Load(feed.livePosition(shard), to, new ArrayList<>(1), new ArrayList<>(0));
    }

    /**
     * Writes to subscribers until all have got theirs or time is up.
     *
     * @return whether all have
     */
    boolean deliver(long deadline) {
        for (; delivery < deliveries.size(); delivery++, member = 0) {
            Delivery to = deliveries.get(delivery);
            while (member < to.group.size()) {
                Subscription subscription = to.group.member(member++);
                if (subscription != null) {
                    deliver(subscription, to);
                }
                if (member % shard.pace().lookEvery() == 0 && shard.now() - deadline >= 0) {
                    return false;
                }
            }
            to.frames.release();
        }
        return true;
    }

    /** Whether somebody who is live has been written what there is for them in this pull. Not if that is nothing. */
    boolean hasServed(Subscription subscription) {
        Load load = loads.get(subscription.feed());
        if (load != null) {
            for (Delivery to : load.to()) {
                if (to.group.holds(subscription)) {
                    return to.turn < delivery || (to.turn == delivery && subscription.slot() < member);
                }
            }
        }
        return false;
    }

    /** A reader whose socket is full becomes a cursor again, at the place where this pull found it. */
    private void deliver(Subscription subscription, Delivery to) {
        if (subscription.subscriber().isWritable()) {
            shard.send(subscription.subscriber(), to.framesFor(subscription.subscriber()));
            subscription.subscriber().givenEvents(to.events);
            delivered += to.events;
            to.sockets++;
        } else {
            subscription.demote();
            demoted++;
        }
    }

    /** Says of each event how long it took and how many sockets got it; when all have got theirs. */
    void account(Reach reach, ShardStats stats) {
        long now = System.currentTimeMillis();
        loads.forEach((feed, load) -> {
            int sockets = load.to().stream().mapToInt(to -> to.sockets).sum();
            for (LogRecord record : load.records()) {
                reach.note(record, feed.channel(), sockets);
                if (sockets > 0) {
                    stats.took(now - record.recordTime());
                }
            }
            load.traced().forEach(event -> event.tell(tracing, feed.channel(), sockets));
        });
    }

    boolean isEmpty() {
        return isEmpty;
    }

    /** The ring entry after the last one taken. */
    long until() {
        return until;
    }

    /** By partition index, where the shard stands when everything is delivered. */
    long[] positions() {
        return positions;
    }

    /** Heap bytes of the records taken. */
    long weight() {
        return weight;
    }

    /** When it was begun, by the shard's clock. */
    long began() {
        return began;
    }

    /** Events handed to sockets. */
    long delivered() {
        return delivered;
    }

    /** Subscriptions that were too slow. */
    long demoted() {
        return demoted;
    }
}
