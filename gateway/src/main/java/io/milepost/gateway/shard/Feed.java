package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.event.Decoded.Broken;
import io.milepost.event.Decoded.Intact;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Wire;
import io.milepost.log.GapReason;
import io.milepost.log.Gathering;
import io.milepost.log.LatestEvents;
import io.milepost.log.LogRecord;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One channel on one shard: where its events lie, and who wants them here. Confined to the event loop. */
final class Feed {
    /** After so long without an event, live subscriptions are told their cursor. */
    private static final long QUIET = TimeUnit.MINUTES.toNanos(15);

    private final ChannelName channel;
    private final Set<Subscription> subscriptions = new HashSet<>(2);
    private final List<LiveGroup> live = new ArrayList<>(1);
    private final Undeliverables undeliverables;
    private Gathering gathering;
    private long quietSince;

    Feed(ChannelName channel, Gathering gathering, Undeliverables undeliverables, long now) {
        this.undeliverables = undeliverables;
        this.channel = channel;
        this.gathering = gathering;
        this.quietSince = now;
    }

    ChannelName channel() {
        return channel;
    }

    Gathering gathering() {
        return gathering;
    }

    Set<Subscription> subscriptions() {
        return subscriptions;
    }

    /** The live subscriptions, in groups that share frames. */
    List<LiveGroup> live() {
        return live;
    }

    boolean hasLive() {
        return live.stream().anyMatch(group -> group.members() > 0);
    }

    void join(Subscription subscription) {
        group(subscription.subscriber().shared()).join(subscription);
    }

    void leave(Subscription subscription) {
        LiveGroup group = group(subscription.subscriber().shared());
        group.leave(subscription);
        if (group.members() == 0) {
            live.remove(group);
        }
    }

    private LiveGroup group(Wire wire) {
        for (LiveGroup group : live) {
            if (group.wire() == wire) {
                return group;
            }
        }
        LiveGroup group = new LiveGroup(wire);
        live.add(group);
        return group;
    }

    /** Goes on under another topology; its subscriptions have been told. */
    void move(Gathering after) {
        gathering = after;
    }

    /**
     * Sends the present cursor to those who are live, if they have had none for a long time: an old one may fall behind
     * what the topics keep, although its reader has missed nothing.
     */
    void refreshCursors(Shard shard) {
        if (shard.now() - quietSince < QUIET) {
            return;
        }
        quietSince = shard.now();
        for (LiveGroup group : live) {
            ByteBuf frame = shard.buffer();
            group.wire().notice(frame, new Notice.Moved(channel, gathering.encode(livePosition(shard))));
            for (int i = 0; i < group.size(); i++) {
                Subscription member = group.member(i);
                if (member != null && member.subscriber().isWritable()) {
                    shard.send(member.subscriber(), frame.retainedDuplicate());
                }
            }
            frame.release();
        }
    }

    /** Tells all its subscriptions, live or not, whose sockets take it now, or who need it. */
    void announce(Notice notice, @Nullable Subscriber except, long number, Shard shard) {
        IdentityHashMap<Wire, ByteBuf> frames = new IdentityHashMap<>();
        try {
            announce(notice, except, number, shard, frames);
        } finally {
            frames.values().forEach(ByteBuf::release);
        }
    }

    private void announce(
            Notice notice,
            @Nullable Subscriber except,
            long number,
            Shard shard,
            IdentityHashMap<Wire, ByteBuf> frames) {
        for (Subscription subscription : subscriptions) {
            Subscriber to = subscription.subscriber();
            to.announced(notice);
            boolean writable = to.isWritable();
            if (to != except && subscription.hears(number) && (writable || to.needs(notice))) {
                ByteBuf frame = frames.computeIfAbsent(to.shared(), wire -> {
                    return shard.written(wire, notice);
                });
                if (writable || (frame.isReadable() && to.hasRoomForNeeds())) {
                    shard.send(to, frame.retainedDuplicate());
                }
            }
        }
    }

    /** Notes that its live subscriptions are getting cursors anyway. */
    void spoken(long now) {
        quietSince = now;
    }

    /** The offsets of those who are live. */
    long[] livePosition(Shard shard) {
        return gathering.project(shard.positions());
    }

    /**
     * Writes the frames of some records, each with the cursor that follows it. What counts no longer is passed over: the
     * newer one lies further on in the log. So is what the reader is not to get.
     *
     * @param way what the reader reads
     * @param offsets where it stands there; moved past each record
     */
    void frames(
            List<LogRecord> records, Subscriber to, Gathering way, long[] offsets, ByteBuf out, LatestEvents latest) {
        for (LogRecord record : records) {
            String cursor = advance(record, way, offsets);
            if (!latest.isSuperseded(way, record) && !to.isExcepted(except(record))) {
                frame(record, cursor, to.wire(), out);
            }
        }
    }

    /** The socket that is not given a record's event; null if there is none. */
    static @Nullable String except(LogRecord record) {
        return record.decoded() instanceof Intact intact && intact.event().pusher() != null
                ? intact.event().pusher().except()
                : null;
    }

    /** Moves the offsets past a record and gives the cursor there. A stray record moves nothing. */
    static String advance(LogRecord record, Gathering way, long[] offsets) {
        int i = way.indexOf(record);
        if (i >= 0) {
            offsets[i] = record.offset() + 1;
        }
        return way.encode(offsets);
    }

    /** Writes what a record is for a client: its event, or a gap if it is none. */
    void frame(LogRecord record, String cursor, Wire wire, ByteBuf out) {
        int start = out.writerIndex();
        try {
            if (record.decoded() instanceof Intact intact) {
                wire.event(out, channel, intact.event(), cursor);
            } else if (record.decoded() instanceof Broken broken) {
                undeliverables.met(record, channel, broken.why());
                lost(cursor, wire, out);
            }
        } catch (RuntimeException e) {
            // A defect of ours; it must not keep the shard from all that follows.
            out.writerIndex(start);
            undeliverables.unwritable(record, channel, e);
            lost(cursor, wire, out);
        }
    }

    private void lost(String cursor, Wire wire, ByteBuf out) {
        wire.notice(out, new Notice.Gap(channel, GapReason.UNDELIVERABLE, cursor));
    }
}
