package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Notice;
import io.milepost.log.Bounds;
import io.milepost.log.CatchUp.Lost;
import io.milepost.log.EventLog;
import io.milepost.log.GapReason;
import io.milepost.log.Gathering;
import io.milepost.log.LogRecord;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the log that belongs to one connection and one channel.
 *
 * <p>It is live or behind as a whole, never one stream of it: a live frame is shared, and its cursor speaks for all
 * streams at once. Behind, it takes portions from the ring, or from a reading of what lies behind the ring, as long as its
 * socket takes them; once it stands where the shard stands, between two pulls, it is live. A first subscribe, a reconnect
 * and a reader that was too slow all go this one way. Confined to the shard's event loop.
 */
public final class Subscription {
    private static final long[] NONE = {};
    private static final long ANYWHERE = -1;
    private static final long NOT_AHEAD = Long.MIN_VALUE;

    private final Shard shard;
    private final Feed feed;
    private final Subscriber subscriber;
    private final boolean announceLive;
    private final boolean showPresent;
    private Set<GapReason> gaps;
    private Phase phase = Phase.NEW;
    /** What it reads; the feed's own, unless there is something to be read before, see {@link Gathering#onward}. */
    private Gathering way;

    private long[] offsets;
    private long ringFrom = ANYWHERE;
    private long deafTo;
    private int slot;
    private boolean liveAnnounced;
    private boolean compactedTold;
    private @Nullable Journey journey;
    /** Since when its cursor is known to be ahead of the shard; {@link #NOT_AHEAD} if it is not. */
    private long aheadSince = NOT_AHEAD;

    Subscription(
            Shard shard,
            Feed feed,
            Subscriber subscriber,
            Gathering.Resumption from,
            boolean announceLive,
            boolean showPresent) {
        this.shard = shard;
        this.feed = feed;
        this.subscriber = subscriber;
        this.way = from.gathering();
        this.offsets = from.offsets();
        this.gaps = from.gaps();
        this.announceLive = announceLive;
        this.showPresent = showPresent;
    }

    /** The channel. */
    public ChannelName channel() {
        return feed.channel();
    }

    /** Where the following events start. */
    public String cursor() {
        return phase == Phase.LIVE
                ? feed.gathering().encode(feed.gathering().project(shard.positions(this)))
                : way.encode(offsets);
    }

    /** Whether it has not ended. */
    public boolean isOpen() {
        return phase != Phase.CLOSED;
    }

    /** Whether nothing is known to be lost between the client's cursor and {@link #cursor}. */
    public boolean isWhole() {
        return gaps.isEmpty();
    }

    /** Hears what is announced on the channel after so many announcements; all, if this is not called. */
    public void hearsAfter(long announced) {
        deafTo = announced;
    }

    boolean hears(long number) {
        return number > deafTo;
    }

    /** Begins to send. Called once, when the client has been told where it begins. */
    public void start() {
        tellGaps();
        if (showPresent) {
            sendPresent();
        }
        makeReady();
    }

    /** Who begins with what comes next is told first what counts now, where only the newest does. */
    private void sendPresent() {
        List<LogRecord> present = shard.log().latest().of(feed.gathering()).stream()
                .filter(this::isBehind)
                .toList();
        if (!present.isEmpty()) {
            ByteBuf frames = shard.buffer();
            present.forEach(record -> feed.frame(record, cursor(), subscriber.wire(), frames));
            shard.send(subscriber, frames);
            replayed(present.size());
        }
    }

    /** Whether it begins after a record, which may lie where nothing is read any longer. */
    public boolean isBehind(LogRecord record) {
        int i = way.indexOf(record);
        return i < 0 || record.offset() < offsets[i];
    }

    /** Leaves out what lies before a record of its own. To be called before it is started. */
    public void beginAt(LogRecord record) {
        int i = way.indexOf(record);
        if (phase == Phase.NEW && i >= 0) {
            offsets[i] = Math.max(offsets[i], record.offset());
        }
    }

    /** The socket takes bytes again. */
    public void drained() {
        Journey under = journey;
        if (phase == Phase.BLOCKED) {
            makeReady();
        } else if (phase == Phase.JOURNEYING && under != null) {
            under.payCredit();
        }
    }

    /** Ends it. Nothing is sent after this. */
    public void close() {
        if (phase == Phase.CLOSED) {
            return;
        }
        leaveLive();
        endJourney();
        phase = Phase.CLOSED;
        shard.remove(this);
    }

    Feed feed() {
        return feed;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    boolean isLive() {
        return phase == Phase.LIVE;
    }

    boolean isOnFormer() {
        return phase != Phase.LIVE && way.isFormer();
    }

    boolean isAhead() {
        return phase == Phase.AHEAD;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    int slot() {
        return slot;
    }

    void slot(int slot) {
        this.slot = slot;
    }

    private void makeReady() {
        phase = Phase.READY;
        shard.enqueue(this);
    }

    /** Turns a live subscription back into a cursor, which stands where the shard stands. */
    void demote() {
        way = feed.gathering();
        offsets = feed.livePosition(shard);
        leaveLive();
        ringFrom = shard.seq();
        makeReady();
    }

    private void leaveLive() {
        if (phase == Phase.LIVE) {
            feed.leave(this);
            shard.stats().live.decrement();
        }
    }

    /** Takes one portion. Called between two pulls. */
    void step() {
        if (!subscriber.isWritable()) {
            phase = Phase.BLOCKED;
            return;
        }
        Portions.Reached reached = shard.portions().give(feed, subscriber, way, offsets, ringFrom);
        if (reached == null) {
            phase = Phase.JOURNEYING;
            tellCompacted();
            journey = new Journey(shard, this);
            journey.begin(way, offsets);
            return;
        }
        offsets = reached.offsets();
        ringFrom = reached.next();
        if (ringFrom < shard.seq()) {
            shard.enqueue(this);
        } else if (Ends.exceed(offsets, way.project(shard.positions()))) {
            awaitShard();
        } else if (way.isFormer()) {
            goOnward();
        } else {
            goLive();
        }
    }

    /**
     * Its keys have moved to other partitions since its cursor, and it has had what there is in the former ones. In the same
     * turn, since what is written there late comes to those alone who are live.
     */
    private void goOnward() {
        continueFrom(
                way.onward(offsets, shard.log().bounds().latest(), shard.log().ring()));
        tellGaps();
        step();
    }

    private void awaitShard() {
        phase = Phase.AHEAD;
        if (aheadSince == NOT_AHEAD) {
            aheadSince = shard.now();
        }
        shard.awaitMove(this);
    }

    private void continueFrom(Gathering.Resumption from) {
        way = from.gathering();
        offsets = from.offsets();
        gaps = from.gaps();
        ringFrom = ANYWHERE;
    }

    private void goLive() {
        phase = Phase.LIVE;
        aheadSince = NOT_AHEAD;
        way = feed.gathering();
        offsets = NONE;
        compactedTold = false;
        feed.join(this);
        shard.stats().live.increment();
        if (announceLive && !liveAnnounced) {
            liveAnnounced = true;
            shard.tell(subscriber, new Notice.Live(feed.channel(), cursor()));
        }
    }

    /** The shard has moved on, so that what it waits for may be there. */
    void shardMoved() {
        if (phase == Phase.AHEAD) {
            makeReady();
        }
    }

    /** Finds out whether what it waits for will ever come: not, if the broker's log now ends before. */
    void checkAhead(Bounds.Snapshot bounds) {
        if (phase != Phase.AHEAD || bounds.askedAt() - aheadSince < 0) {
            return;
        }
        if (Ends.cut(offsets, way.project(shard.positions()), way.partitions(), bounds)) {
            aheadSince = NOT_AHEAD;
            gaps = Set.of(GapReason.TRUNCATED);
            tellGaps();
            makeReady();
        }
    }

    /**
     * The log's partitions have changed: it goes on from its cursor, as if it had been away.
     *
     * @param before where its offsets applied
     * @param live where it stood if it was live
     */
    void resume(Gathering before, long[] live, EventLog log) {
        Bounds.Snapshot bounds = log.bounds().latest();
        Gathering.Resumption from = phase == Phase.LIVE
                ? feed.gathering().follow(before, live, shard.positions(), bounds, log.ring())
                : feed.gathering().follow(way, offsets, bounds, log.ring());
        leaveLive();
        endJourney();
        aheadSince = NOT_AHEAD;
        continueFrom(from);
        if (phase != Phase.NEW) {
            makeReady();
            tellGaps();
        }
    }

    /** What it is to be given now may have holes; said once until it is live. */
    private void tellCompacted() {
        if (compactedTold) {
            return;
        }
        gaps = way.compacted(offsets, shard.log().bounds().latest(), shard.log().ring());
        tellGaps();
    }

    private void tellGaps() {
        for (GapReason reason : gaps) {
            if (reason == GapReason.COMPACTED && compactedTold) {
                continue;
            }
            compactedTold |= reason == GapReason.COMPACTED;
            shard.tell(subscriber, new Notice.Gap(feed.channel(), reason, cursor()));
        }
        gaps = Set.of();
    }

    /** Sends records, and walks the offsets past each, so that every frame tells how far its own event goes. */
    private void send(List<LogRecord> records) {
        if (!records.isEmpty()) {
            ByteBuf frames = shard.buffer();
            feed.frames(records, subscriber, way, offsets, frames, shard.log().latest());
            shard.send(subscriber, frames);
            replayed(records.size());
        }
    }

    private void replayed(int events) {
        subscriber.givenEvents(events);
        shard.stats().replayed.add(events);
    }

    /**
     * Takes what a journey has found. It may be further than the shard, to which it is not known yet how the log's partitions
     * change: what lies there comes with the shard.
     *
     * @return whether the journey goes on
     */
    boolean found(List<LogRecord> records) {
        tellCompacted();
        long[] reach = shard.positions();
        List<LogRecord> within = records.stream()
                .filter(record -> record.offset() < reach[record.partition().index()])
                .toList();
        send(within);
        if (within.size() < records.size()) {
            ringFrom = ANYWHERE;
            endJourney();
            phase = Phase.AHEAD;
            shard.awaitMove(this);
            return false;
        }
        return true;
    }

    /** The journey cannot have what lies before an offset. */
    void lost(Lost lost) {
        offsets[lost.index()] = lost.offset();
        aheadSince = NOT_AHEAD;
        gaps = Set.of(lost.reason());
        tellGaps();
    }

    /** The journey is where the ring holds what follows. */
    void arrived(long[] at) {
        tellCompacted();
        offsets = Ends.within(offsets, at, way.project(shard.positions()));
        ringFrom = ANYWHERE;
        endJourney();
        makeReady();
    }

    private void endJourney() {
        Journey under = journey;
        if (under != null) {
            journey = null;
            under.end();
        }
    }
}
