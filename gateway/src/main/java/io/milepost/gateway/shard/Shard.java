package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.Cursor;
import io.milepost.cursor.InvalidCursorException;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Wire;
import io.milepost.log.EventLog;
import io.milepost.log.EventLog.Attachment;
import io.milepost.log.Gathering;
import io.milepost.log.History.Answer;
import io.milepost.log.History.Before;
import io.milepost.log.History.Request;
import io.milepost.log.LogRecord;
import io.milepost.log.RingEntry;
import io.milepost.log.Segment;
import io.milepost.log.Topology;
import io.milepost.log.TopologyChange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop with the subscriptions it alone touches; itself a cursor over the ring.
 *
 * <p>It works in turns. A turn pulls what is new in the ring and writes it to the live subscriptions, for which it may need
 * several turns; then those that are behind have theirs, for as long as the delivery took. Whatever a turn wrote leaves at
 * its end, with one flush a socket. The log wakes the loop at most once until the next turn, however much arrives.
 */
public final class Shard {
    private final EventLog log;
    private final Portions portions;
    private final Executor loop;
    private final LongSupplier nanos;
    private final ShardStats stats;
    private final Pace pace;
    private final Outbox outbox;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable wake = this::schedule;
    private final Undeliverables undeliverables;
    private final Feeds feeds;
    private final Reach reach = new Reach();
    private final Queue<Subscription> ready = new ArrayDeque<>();
    private List<Subscription> ahead = new ArrayList<>();
    private Topology topology;
    private long[] positions;
    private long seq;
    private boolean attached = true;
    private @Nullable Pull pull;
    private long owedToReplays;

    private Shard(
            EventLog log,
            Executor loop,
            ByteBufAllocator buffers,
            LongSupplier nanos,
            ShardStats stats,
            Pace pace,
            Attachment place) {
        this.log = log;
        this.loop = loop;
        this.nanos = nanos;
        this.stats = stats;
        this.pace = pace;
        this.undeliverables = new Undeliverables(stats, nanos);
        this.feeds = new Feeds(undeliverables);
        this.portions = new Portions(this);
        this.outbox = new Outbox(buffers, this::schedule, stats.bytes);
        this.topology = place.topology();
        this.positions = place.positions();
        this.seq = place.seq();
    }

    /**
     * Makes the shard of an event loop, and says on that loop when it follows the log.
     *
     * @param loop runs one task at a time, in order
     * @param nanos a clock that only goes forward, in nanoseconds
     */
    public static CompletableFuture<Shard> attach(
            EventLog log, Executor loop, ByteBufAllocator buffers, LongSupplier nanos, ShardStats stats) {
        return attach(log, loop, buffers, nanos, stats, Pace.DEFAULT);
    }

    static CompletableFuture<Shard> attach(
            EventLog log, Executor loop, ByteBufAllocator buffers, LongSupplier nanos, ShardStats stats, Pace pace) {
        CompletableFuture<Shard> attached = new CompletableFuture<>();
        log.attach(loop, place -> {
            Shard shard = new Shard(log, loop, buffers, nanos, stats, pace, place);
            log.ring().onAppend(shard.wake);
            shard.schedule();
            attached.complete(shard);
        });
        return attached;
    }

    /**
     * Makes a subscription, which sends nothing until it is {@link Subscription#start started}.
     *
     * @throws InvalidCursorException if the client's cursor is not this channel's
     */
    public Subscription subscribe(Subscriber subscriber, ChannelName channel, Since since) {
        Feed feed = feeds.of(channel, topology, now());
        try {
            Subscription subscription = begin(feed, subscriber, since);
            feed.subscriptions().add(subscription);
            stats.subscriptions.increment();
            return subscription;
        } finally {
            feeds.removeIfUnused(feed);
        }
    }

    private Subscription begin(Feed feed, Subscriber subscriber, Since since) {
        Gathering gathering = feed.gathering();
        boolean announce = !(since instanceof Since.Unsaid);
        if (since instanceof Since.After after) {
            Cursor cursor = Cursor.decode(after.cursor(), feed.channel());
            Gathering.Resumption from = gathering.resume(cursor, log.bounds().latest(), log.ring());
            return new Subscription(this, feed, subscriber, from, announce, false);
        }
        boolean everything = since instanceof Since.Earliest;
        Gathering.Resumption from = everything
                ? gathering.earliest(log.bounds().latest(), log.ring())
                : new Gathering.Resumption(gathering, gathering.project(positions), Set.of());
        return new Subscription(this, feed, subscriber, from, announce, !everything);
    }

    /** Sends a notice. */
    public void tell(Subscriber subscriber, Notice notice) {
        if (notice instanceof Notice.Gap gap) {
            stats.gap(gap.reason());
        } else if (notice instanceof Notice.Refusal refusal) {
            stats.refused(refusal.code());
        }
        outbox.tell(subscriber, notice);
    }

    /** Tells those who follow a channel something that is not part of the log, if their sockets take it now. */
    public void announce(ChannelName channel, Notice notice, @Nullable Subscriber except, long number) {
        Feed feed = feeds.get(channel);
        if (feed != null) {
            feed.announce(notice, except, number, this);
        }
    }

    /**
     * Looks up a page of a channel's past.
     *
     * @param before where it ends
     * @param answered told on this shard's loop, with what the page's offsets are offsets of
     */
    public void history(ChannelName channel, Before before, int limit, BiConsumer<Gathering, Answer> answered) {
        Gathering past = before.of(topology.gather(channel));
        log.history().page(new Request(past, before, limit, loop, answer -> answered.accept(past, answer)));
    }

    /** Somebody who looked up a page met a record there that is no event. */
    public void undeliverable(LogRecord record, ChannelName channel, String why) {
        undeliverables.met(record, channel, why);
    }

    /** A cursor into this channel's past as {@link #history} takes it. */
    public Before before(ChannelName channel, String cursor) {
        Gathering.Resumption from = topology.gather(channel)
                .resume(Cursor.decode(cursor, channel), log.bounds().latest(), log.ring());
        return new Before.Offsets(from.gathering(), from.offsets());
    }

    /** Follows the log no longer. On its loop, or when that has ended. */
    public void detach() {
        log.ring().offAppend(wake);
        portions.forget();
    }

    /** To be called about once a second. */
    public void tick() {
        ahead.forEach(subscription -> subscription.checkAhead(log.bounds().latest()));
        ahead.removeIf(subscription -> !subscription.isAhead());
        for (Feed feed : feeds.all()) {
            feed.refreshCursors(this);
        }
        portions.tick();
        stats.behind(Behind.of(topology, positions, log.bounds().latest()));
    }

    /** One turn of the loop. */
    private void turn() {
        scheduled.set(false);
        if (attached) {
            long deadline = now() + pace.sliceNanos();
            if (pull == null && (owedToReplays <= 0 || ready.isEmpty())) {
                pull = pull();
            }
            if (pull != null && pull.deliver(deadline)) {
                finish(pull);
            }
            if (pull == null && attached) {
                replay(deadline);
            }
        }
        outbox.flush();
        if (attached && (pull != null || !ready.isEmpty() || seq < log.ring().end())) {
            schedule();
        }
    }

    /** Takes what is new; null if that is nothing. */
    private @Nullable Pull pull() {
        Pull next = new Pull(this, seq, positions);
        while (next.until() < log.ring().end() && next.weight() < pace.pullBytes()) {
            RingEntry entry = log.ring().entry(next.until());
            if (entry instanceof Segment segment) {
                next.add(segment);
            } else if (!next.isEmpty()) {
                break;
            } else if (entry instanceof TopologyChange change) {
                move(change.topology(), change.positions(), change.seq() + 1);
                return null;
            } else {
                outrun();
                return null;
            }
        }
        return next.isEmpty() ? null : next;
    }

    private void finish(Pull done) {
        pull = null;
        seq = done.until();
        positions = done.positions();
        owedToReplays = now() - done.began();
        stats.deliveries.add(done.delivered());
        stats.demoted(done.demoted());
        done.account(reach, stats);
        wakeAhead();
    }

    /** Those who wait for the shard to come to where their cursors are look again. */
    private void wakeAhead() {
        List<Subscription> waiting = ahead;
        ahead = new ArrayList<>();
        waiting.forEach(Subscription::shardMoved);
    }

    private void replay(long deadline) {
        long began = now();
        long at = began;
        do {
            Subscription next = ready.poll();
            if (next == null) {
                owedToReplays = 0;
                return;
            }
            if (next.isReady()) {
                next.step();
            }
            at = now();
        } while (at - deadline < 0);
        owedToReplays -= at - began;
    }

    /** The ring has lost the shard's own place: its live subscriptions become cursors, and it begins anew at the end. */
    private void outrun() {
        stats.lostPlace();
        attached = false;
        for (Feed feed : feeds.all()) {
            List.copyOf(feed.subscriptions()).stream()
                    .filter(Subscription::isLive)
                    .forEach(Subscription::demote);
        }
        log.attach(loop, place -> {
            attached = true;
            move(place.topology(), place.positions(), place.seq());
            schedule();
        });
    }

    private void move(Topology to, long[] at, long next) {
        long[] before = positions;
        boolean changed = topology != to;
        topology = to;
        positions = at.clone();
        seq = next;
        if (changed) {
            portions.forget();
            feeds.move(to, before, log);
        }
        wakeAhead();
    }

    void remove(Subscription subscription) {
        Feed feed = subscription.feed();
        if (feed.subscriptions().remove(subscription)) {
            stats.subscriptions.decrement();
        }
        feeds.removeIfUnused(feed);
    }

    void enqueue(Subscription subscription) {
        ready.add(subscription);
        schedule();
    }

    void awaitMove(Subscription subscription) {
        ahead.add(subscription);
    }

    Portions portions() {
        return portions;
    }

    ByteBuf written(Wire wire, Notice notice) {
        return outbox.written(wire, notice);
    }

    ByteBuf buffer() {
        return outbox.buffer();
    }

    void send(Subscriber subscriber, ByteBuf frames) {
        outbox.send(subscriber, frames);
    }

    /** By channel, how many sockets of this shard got a record live; empty if none did, or that was too long ago. */
    public CompletableFuture<Map<ChannelName, Integer>> reached(String topic, int partition, long offset) {
        return CompletableFuture.supplyAsync(() -> reach.of(topic, partition, offset), loop);
    }

    /** How far this shard has got with each stream whose topic there is. */
    public CompletableFuture<List<Behind>> behind() {
        return CompletableFuture.supplyAsync(
                () -> Behind.of(topology, positions, log.bounds().latest()), loop);
    }

    ShardStats stats() {
        return stats;
    }

    List<Feed> feedsNamed(String name) {
        return feeds.named(name);
    }

    EventLog log() {
        return log;
    }

    /** Runs what may touch this shard. */
    public Executor loop() {
        return loop;
    }

    Pace pace() {
        return pace;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** By partition index, where the shard stands: everything before has been written to the live subscriptions. */
    long[] positions() {
        return positions;
    }

    /** The same for one of them, which may have been served already by a pull that is under way. */
    long[] positions(Subscription live) {
        return pull != null && pull.hasServed(live) ? pull.positions() : positions;
    }

    /** The ring entry that the shard pulls next. */
    long seq() {
        return seq;
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this::turn);
            } catch (RejectedExecutionException e) {
                // The loop has ended, and with it everybody who could have wanted this turn.
                detach();
            }
        }
    }
}
