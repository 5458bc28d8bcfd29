package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What happens on channels, from the statements of all nodes alone, this one's among them, and by the log's clock: so each node
 * comes to the same occurrences in the same order. Whoever is back within {@link #DELAY} has not gone. What is heard of a node
 * for the first time, and was there before, has not happened. Confined to the thread that hears.
 */
public final class Chronicle {
    /** For how long somebody may be away, by the log's time in which something was heard. */
    public static final Duration DELAY = Duration.ofSeconds(3);

    /** Milliseconds after which all nodes that were there at first have said everything: each does within a minute. */
    private static final long ALL_HEARD = 120_000;

    /** Nodes of which it is remembered that they have been heard. */
    private static final int MOST_KNOWN = 10_000;

    /** No node is called so. */
    private static final String NOBODY = "nobody";

    private final Predicate<ChannelName> wanted;
    private final Reader reader;
    private final Cluster cluster;
    private final Set<ChannelName> touched = new LinkedHashSet<>();
    private final Map<ChannelName, Spell> spells = new HashMap<>();
    private final Deque<Absence> absences = new ArrayDeque<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private final Set<String> known = new LinkedHashSet<>();
    private long alone;

    /** Who wants to know. */
    public interface Reader {
        /** It has happened. */
        void happened(Occurrence what);

        /**
         * A statement has been read, and what has happened by it has been told.
         *
         * @param clock milliseconds of the log's time in which something was heard
         * @param living the nodes that are there
         */
        void passed(long clock, Set<String> living);
    }

    /** What is known of one channel. */
    private static final class Spell {
        private final Map<String, Absence> absent = new HashMap<>(2);
        private boolean occupied;
        private @Nullable Absence empty;
        private int told;
        private boolean changed;
    }

    /** Somebody has gone, or all have where there is no user, and may be back. */
    private record Absence(ChannelName channel, @Nullable String userId, String cause, long until) {}

    /** The number of connections has changed within this second since 1970. */
    private record Change(ChannelName channel, long second) {}

    /** Where the log is. */
    private record Now(long clock, long at, String cause) {}

    /**
     * Nobody is there.
     *
     * @param wanted the channels of which something is to be told
     */
    public Chronicle(PresenceConfig config, Predicate<ChannelName> wanted, Reader reader) {
        this.wanted = wanted;
        this.reader = reader;
        PresenceConfig atOnce = new PresenceConfig(config.named(), Duration.ZERO, config.lease());
        cluster = new Cluster(NOBODY, atOnce, touched::add);
    }

    /** What is new on a node that is alone. */
    void hearAlone(List<Line> lines, long at) {
        boolean first = alone++ == 0;
        hear("", new Statement(alone, Integer.MAX_VALUE, first, first, false, lines), at);
    }

    /**
     * A node has said something.
     *
     * @param at when the log took it, in milliseconds
     */
    void hear(String node, Statement said, long at) {
        List<Line> lines = said.lines().stream()
                .filter(line -> wanted.test(line.channel()))
                .toList();
        touched.clear();
        List<Move> moves = cluster.hear(
                node,
                new Statement(said.number(), said.leaseMs(), said.anew(), said.whole(), said.bye(), lines),
                at,
                0);
        Now now = new Now(cluster.clock(), at, node + ":" + said.number());
        boolean news = now.clock() > ALL_HEARD || said.number() == 1 || known.contains(node);
        moves.stream().filter(move -> !move.online()).forEach(move -> went(move, now));
        touched.forEach(channel -> counted(channel, news, now));
        moves.stream().filter(Move::online).forEach(move -> came(move, news, now));
        if (said.number() == 1 || cluster.knows(node)) {
            remember(node);
        }
        tellAbsences(now);
        tellChanges(now);
        reader.passed(now.clock(), cluster.living());
    }

    private void remember(String node) {
        if (known.add(node) && known.size() > MOST_KNOWN) {
            known.remove(known.iterator().next());
        }
    }

    private void counted(ChannelName channel, boolean news, Now now) {
        int subscribers = cluster.roster().subscribers(channel);
        Spell spell = spells.get(channel);
        if (spell == null && subscribers == 0) {
            return;
        }
        if (spell == null) {
            spell = new Spell();
            spells.put(channel, spell);
        }
        if (subscribers > 0) {
            spell.empty = null;
            if (!spell.occupied && news) {
                tell(Occurrence.Kind.OCCUPIED, channel, "", now.cause(), now);
            }
            spell.occupied = true;
        } else if (spell.occupied && spell.empty == null) {
            spell.empty = absence(channel, null, now);
        }
        if (!news) {
            spell.told = subscribers;
        } else if (!spell.changed && subscribers != spell.told) {
            spell.changed = true;
            changes.add(new Change(channel, Math.floorDiv(now.at(), 1_000L)));
        }
    }

    private Absence absence(ChannelName channel, @Nullable String userId, Now now) {
        Absence absence = new Absence(channel, userId, now.cause(), now.clock() + DELAY.toMillis());
        absences.add(absence);
        return absence;
    }

    private void went(Move move, Now now) {
        String id = move.member().id();
        spells.computeIfAbsent(move.channel(), channel -> new Spell()).absent.put(id, absence(move.channel(), id, now));
    }

    private void came(Move move, boolean news, Now now) {
        String id = move.member().id();
        Spell spell = spells.get(move.channel());
        boolean back = spell != null && spell.absent.remove(id) != null;
        if (!back && news) {
            tell(Occurrence.Kind.CAME, move.channel(), id, now.cause(), now);
        }
    }

    private void tellAbsences(Now now) {
        for (Absence next = absences.peek(); next != null && next.until() <= now.clock(); next = absences.peek()) {
            absences.remove();
            Spell spell = spells.get(next.channel());
            String id = next.userId();
            if (spell == null) {
                continue;
            }
            if (id != null && spell.absent.remove(id, next)) {
                tell(Occurrence.Kind.WENT, next.channel(), id, next.cause(), now);
            } else if (id == null && next.equals(spell.empty)) {
                spell.empty = null;
                spell.occupied = false;
                tell(Occurrence.Kind.VACATED, next.channel(), "", next.cause(), now);
                count(next.channel(), spell, 0, next.cause(), now);
            }
            if (!spell.occupied && spell.absent.isEmpty()) {
                spells.remove(next.channel(), spell);
            }
        }
    }

    /** Once the second in which it has changed is over. That nobody is there waits until it is sure. */
    private void tellChanges(Now now) {
        long second = Math.floorDiv(now.at(), 1_000L);
        for (Change next = changes.peek(); next != null && next.second() < second; next = changes.peek()) {
            changes.remove();
            Spell spell = spells.get(next.channel());
            if (spell != null && spell.changed) {
                spell.changed = false;
                int subscribers = cluster.roster().subscribers(next.channel());
                if (subscribers > 0) {
                    count(next.channel(), spell, subscribers, "second:" + next.second(), now);
                }
            }
        }
    }

    private void count(ChannelName channel, Spell spell, int subscribers, String cause, Now now) {
        if (spell.told != subscribers) {
            spell.told = subscribers;
            tell(Occurrence.Kind.COUNTED, channel, "", cause, now);
        }
    }

    private void tell(Occurrence.Kind kind, ChannelName channel, String userId, String cause, Now now) {
        int subscribers = cluster.roster().subscribers(channel);
        reader.happened(new Occurrence(kind, channel, userId, subscribers, cause, now.at()));
    }
}
