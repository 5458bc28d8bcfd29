package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.shard.Shards;
import io.milepost.gateway.shard.Subscriber;
import io.milepost.log.peer.Peers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is on which channel, by connections to any node. A user is one member however many connections they have; where members see
 * each other, the first connection that comes and the last that goes are announced to all others. Any thread; one lock, held for
 * no longer than one statement takes.
 */
public final class Presence implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Presence.class);
    /** How long what is new waits for more, at most. */
    private static final long TICK_MS = 50;

    private static final long FAREWELL = TimeUnit.SECONDS.toNanos(2);

    private final Shards shards;
    private final Peers peers;
    private final Attendance attendance;
    private final Cluster cluster;
    private final Herald herald;
    private final Object lock = new Object();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "milepost-presence");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;
    private volatile @Nullable Chronicle chronicle;

    /**
     * Nobody is there yet.
     *
     * @param shards where those are who hear of comings and goings
     * @param peers the other nodes
     */
    public Presence(PresenceConfig config, Shards shards, Peers peers) {
        this.shards = shards;
        this.peers = peers;
        attendance = new Attendance(config.named());
        cluster = new Cluster(peers.self(), config);
        herald = new Herald(attendance, config);
    }

    /**
     * A channel at some moment.
     *
     * @param subscribers connections
     * @param count users
     * @param members the users; null if they are too many
     */
    public record Snapshot(
            int subscribers, int count, @Nullable List<Member> members) {}

    /**
     * A channel as somebody sees it who is told of every change that follows.
     *
     * @param members who is {@link #seenOn seen} there; null if they are too many
     * @param announced how many announcements had been made: the changes by these are among the members already, no others
     */
    public record Sight(@Nullable List<Member> members, long announced) {}

    /** Has what happens written down. To be called before anything does. */
    public void recordIn(Chronicle book) {
        chronicle = book;
    }

    /** Begins to tell the other nodes. */
    public void start() {
        clock.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * A connection has come to a channel.
     *
     * @param seen whether others are told
     * @param most users that may be seen there; 0 for no limit. Nodes that do not know of each other's yet let in some more
     * @param own the connection, which is not told of itself
     * @return false if there are as many already, and this is none of them: then it has not come
     */
    public boolean join(ChannelName channel, Member member, boolean seen, int most, Subscriber own) {
        synchronized (lock) {
            if (most > 0 && cluster.roster().isFull(channel, member.id(), most)) {
                return false;
            }
            announce(cluster.here(attendance.join(channel, member, seen), System.nanoTime()), own);
            return true;
        }
    }

    /**
     * A connection that had {@link #join joined} has left.
     *
     * @param lost whether its user may not have meant it, and may be back before others are told
     */
    public void leave(ChannelName channel, Member member, boolean seen, boolean lost, Subscriber own) {
        synchronized (lock) {
            announce(cluster.here(attendance.leave(channel, member.id(), seen, lost), System.nanoTime()), own);
        }
    }

    /**
     * A node has said something, this one or another.
     *
     * @param at when the log took it, in milliseconds
     */
    public void heard(String node, byte[] statement, long at) {
        Statement said;
        try {
            said = StatementJson.read(statement);
        } catch (IllegalArgumentException e) {
            log.warn("node {} said something of presence that cannot be read: {}", node, e.getMessage());
            return;
        }
        synchronized (lock) {
            announce(cluster.hear(node, said, at, System.nanoTime()), null);
        }
        Chronicle book = chronicle;
        if (book != null) {
            book.hear(node, said, at);
        }
    }

    private void tick() {
        try {
            List<Statement> due = List.of();
            List<Line> news = List.of();
            synchronized (lock) {
                announce(cluster.due(System.nanoTime()), null);
                if (peers == Peers.NONE) {
                    news = attendance.news();
                } else if (!closed && peers.isSettled()) {
                    due = herald.speak(System.nanoTime(), cluster.isHeard());
                }
            }
            due.forEach(this::say);
            Chronicle book = chronicle;
            if (peers == Peers.NONE && book != null) {
                book.hearAlone(news, System.currentTimeMillis());
            }
        } catch (RuntimeException e) {
            log.error("presence has met a defect", e);
        }
    }

    private void say(Statement statement) {
        peers.state(StatementJson.write(statement));
    }

    /** Under the lock, so that all hear it in the order in which it happened. */
    private void announce(List<Move> moves, @Nullable Subscriber except) {
        for (Move move : moves) {
            Notice notice = new Notice.MemberMoved(move.channel(), move.member(), move.online());
            shards.announce(move.channel(), notice, except);
        }
    }

    /** Who is on a channel. */
    public Snapshot of(ChannelName channel) {
        synchronized (lock) {
            return cluster.roster().of(channel);
        }
    }

    /** Who is seen by others on a channel; where they are too many to be named, the others count too. */
    public Snapshot seenOn(ChannelName channel) {
        synchronized (lock) {
            return cluster.roster().seenOn(channel);
        }
    }

    /** Who is {@link #seenOn seen} on a channel, and after how many announcements; no change lies between the two. */
    public Sight lookAt(ChannelName channel) {
        synchronized (lock) {
            return new Sight(cluster.roster().seenOn(channel).members(), shards.announced());
        }
    }

    /** How many are {@link #seenOn seen} on a channel. */
    public int countSeenOn(ChannelName channel) {
        synchronized (lock) {
            return cluster.roster().countSeenOn(channel);
        }
    }

    /** How many connections follow a channel. */
    public int subscribers(ChannelName channel) {
        return cluster.roster().subscribers(channel);
    }

    /** Whether any connection of this node is on the channel. */
    public boolean isAnybodyHereOn(ChannelName channel) {
        synchronized (lock) {
            return attendance.isAnybodyOn(channel);
        }
    }

    /** On how many channels somebody is. */
    public int channels() {
        return cluster.roster().channels();
    }

    /** How many nodes there are, as far as this one has heard; 0 as long as it has heard nothing, not even of itself. */
    public int nodes() {
        synchronized (lock) {
            return cluster.nodes();
        }
    }

    /**
     * How many connections there are on the channels whose names begin so.
     *
     * @param which of them to name
     * @param most channels to name at most
     */
    public Map<String, Integer> subscribers(String prefix, Predicate<ChannelName> which, int most) {
        return cluster.roster().subscribers(prefix, which, most);
    }

    /** Tells the other nodes that this one goes, and returns when they know or it has taken two seconds. */
    @Override
    public void close() {
        Statement bye;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            bye = herald.bye();
        }
        clock.shutdown();
        try {
            // What it is saying comes before its last word.
            clock.awaitTermination(FAREWELL, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        say(bye);
        long began = System.nanoTime();
        while (!peers.isSettled() && System.nanoTime() - began < FAREWELL) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
