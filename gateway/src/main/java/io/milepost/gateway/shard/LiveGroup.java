package io.milepost.gateway.shard;

import io.milepost.gateway.protocol.Wire;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The live subscriptions of one channel that are spoken to in one way, and so share their frames. Who leaves only leaves
 * a hole, so that a delivery that has paused half way finds everybody where they were. Confined to the event loop.
 */
final class LiveGroup {
    private final Wire wire;
    private @Nullable Subscription[] members = new Subscription[2];
    private int size;
    private int holes;

    LiveGroup(Wire wire) {
        this.wire = wire;
    }

    Wire wire() {
        return wire;
    }

    /** How many places there are, holes among them. */
    int size() {
        return size;
    }

    int members() {
        return size - holes;
    }

    @Nullable
    Subscription member(int slot) {
        return members[slot];
    }

    boolean holds(Subscription subscription) {
        return subscription.slot() < size && members[subscription.slot()] == subscription;
    }

    /** Takes somebody in; never while a delivery is under way. */
    void join(Subscription subscription) {
        if (holes > 16 && holes > size / 2) {
            close(holes);
        }
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
        }
        subscription.slot(size);
        members[size++] = subscription;
    }

    void leave(Subscription subscription) {
        members[subscription.slot()] = null;
        holes++;
        if (subscription.slot() == size - 1) {
            size--;
            holes--;
        }
    }

    private void close(int count) {
        @Nullable Subscription[] packed = new Subscription[Math.max(2, size - count)];
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Subscription member = members[i];
            if (member != null) {
                member.slot(kept);
                packed[kept++] = member;
            }
        }
        members = packed;
        size = kept;
        holes = 0;
    }
}
