package io.milepost.gateway.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes there are, and whether what each has said is known without a hole. Its clock is the times that the log gives to the
 * records of all nodes: where nothing is written, for nobody can write or this node cannot read, no lease runs out. Whoever has
 * read the same records comes to the same result. Its owner locks it.
 */
final class Leases {
    /** A log that was silent for longer was away: all nodes say something several times in that time. */
    private final long silenceMs;

    private final Map<String, Lease> leases = new HashMap<>();
    /** Milliseconds of the log's time in which something was heard. */
    private long heard;

    private long latest = Long.MIN_VALUE;

    Leases(long silenceMs) {
        this.silenceMs = silenceMs;
    }

    /** One node's. */
    private static final class Lease {
        private int generation;
        private boolean whole;
        private boolean inOrder;
        private long next;
        private long ms;
        private long until;
    }

    /** The log has come to this time, in milliseconds. Returns the nodes whose leases have run out; they are forgotten. */
    List<String> advance(long at) {
        long passed = latest == Long.MIN_VALUE ? 0 : Math.max(0, at - latest);
        latest = Math.max(latest, at);
        if (passed > silenceMs) {
            leases.values().forEach(lease -> lease.until = heard + lease.ms);
            return List.of();
        }
        heard += passed;
        List<String> gone = new ArrayList<>();
        leases.forEach((node, lease) -> {
            if (lease.until <= heard) {
                gone.add(node);
            }
        });
        gone.forEach(leases::remove);
        return gone;
    }

    /**
     * A node has said something, and its lease is renewed.
     *
     * @return how often it has begun anew so far; -1 if the statement does not count, because something before it is missing
     */
    int take(String node, Statement said) {
        Lease lease = leases.get(node);
        if (said.anew()) {
            lease = lease == null ? new Lease() : lease;
            leases.put(node, lease);
            lease.generation++;
            lease.inOrder = true;
        } else if (lease == null) {
            return -1;
        } else if (said.number() != lease.next) {
            lease.inOrder = false;
        }
        lease.next = said.number() + 1;
        lease.ms = said.leaseMs();
        lease.until = heard + lease.ms;
        lease.whole |= said.whole() && lease.inOrder;
        return lease.inOrder ? lease.generation : -1;
    }

    void forget(String node) {
        leases.remove(node);
    }

    /** Whether all that a node has to say has been heard. */
    boolean isKnown(String node) {
        @Nullable Lease lease = leases.get(node);
        return lease != null && lease.whole && lease.inOrder;
    }

    int nodes() {
        return leases.size();
    }

    /** The nodes that are there. */
    Set<String> living() {
        return Set.copyOf(leases.keySet());
    }

    /** Milliseconds of the log's time in which something was heard, since the first that was: the clock that leases run by. */
    long heard() {
        return heard;
    }
}
