package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What this node knows of all nodes: its own connections at once, the others' by what they say. Its owner locks it. */
final class Cluster {
    private final String self;
    private final Leases leases;
    private final Roster roster;

    /**
     * Only this node, and nobody is there.
     *
     * @param self what this node is called
     */
    Cluster(String self, PresenceConfig config) {
        this(self, config, channel -> {});
    }

    /**
     * The same.
     *
     * @param counted told of each channel of which a node has said how many connections it has there
     */
    Cluster(String self, PresenceConfig config, Consumer<ChannelName> counted) {
        this.self = self;
        this.leases = new Leases(config.silenceMs());
        this.roster = new Roster(config.named(), config.grace().toNanos(), counted);
    }

    /** Something is new on this node. */
    List<Move> here(Line line, long now) {
        return roster.take(self, line, 0, now);
    }

    /**
     * A node has said something; what this node says comes back to it too.
     *
     * @param at when the log took it, in milliseconds
     * @param now in nanoseconds, of this node's own clock
     * @return who has come and gone by that, or by the time that has passed
     */
    List<Move> hear(String node, Statement said, long at, long now) {
        List<Move> moves = new ArrayList<>();
        for (String gone : leases.advance(at)) {
            if (!gone.equals(self)) {
                moves.addAll(roster.drop(gone, false, now));
            }
        }
        if (said.bye()) {
            leases.forget(node);
            if (!node.equals(self)) {
                moves.addAll(roster.drop(node, true, now));
            }
            return moves;
        }
        int generation = leases.take(node, said);
        if (generation >= 0 && !node.equals(self)) {
            said.lines().forEach(line -> moves.addAll(roster.take(node, line, generation, now)));
            if (said.whole()) {
                moves.addAll(roster.sweep(node, generation, now));
            }
        }
        return moves;
    }

    /** Time has passed on this node. */
    List<Move> due(long now) {
        return roster.due(now);
    }

    /** Whether the others know all that this node has said: they have read what it has read. */
    boolean isHeard() {
        return leases.isKnown(self);
    }

    /** How many nodes there are, as the log says. */
    int nodes() {
        return leases.nodes();
    }

    /** Whether all is known that a node has to say. */
    boolean knows(String node) {
        return leases.isKnown(node);
    }

    /** The nodes that are there, as the log says. */
    Set<String> living() {
        return leases.living();
    }

    /** Milliseconds of the log's time, as {@link Leases#heard}. */
    long clock() {
        return leases.heard();
    }

    Roster roster() {
        return roster;
    }
}
