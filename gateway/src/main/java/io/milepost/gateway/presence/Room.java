package io.milepost.gateway.presence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One channel over all nodes. Its owner locks it; how many subscribers it has, anybody may ask. */
final class Room {
    private final Map<String, Part> parts = new HashMap<>(2);
    private final Map<String, Head> heads = new HashMap<>(2);
    private volatile int subscribers;

    /** What one node has of it. */
    static final class Part {
        private final Map<String, Placed> seats = new HashMap<>(2);
        private int subscribers;
        private int users;
        private int generation;
    }

    /** A seat, and when its node said so last. */
    private record Placed(Seat seat, int generation) {}

    /** Takes a node's numbers, of so many times that it has said everything. */
    void count(String node, int nowSubscribers, int users, int generation) {
        Part part = parts.computeIfAbsent(node, name -> new Part());
        part.subscribers = nowSubscribers;
        part.users = users;
        part.generation = generation;
        subscribers = parts.values().stream().mapToInt(of -> of.subscribers).sum();
    }

    /** Lets a member sit where the node says. */
    Head sit(String node, Seat seat, int generation) {
        Part part = parts.computeIfAbsent(node, name -> new Part());
        Head head = heads.computeIfAbsent(seat.member().id(), id -> new Head(seat.member()));
        Placed before = part.seats.put(seat.member().id(), new Placed(seat, generation));
        head.sit(seat);
        if (before != null) {
            head.rise(before.seat());
        }
        return head;
    }

    /** Takes a member's seat on a node away, if there is one. */
    @Nullable
    Head rise(String node, String id) {
        Part part = parts.get(node);
        Placed seat = part == null ? null : part.seats.remove(id);
        Head head = heads.get(id);
        if (seat == null || head == null) {
            return null;
        }
        head.rise(seat.seat());
        return head;
    }

    /** Ids of those with a seat on a node that it has not spoken of since. */
    List<String> seatsBefore(String node, int generation) {
        Part part = parts.get(node);
        return part == null
                ? List.of()
                : part.seats.entrySet().stream()
                        .filter(seat -> seat.getValue().generation() < generation)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /** Whether the node has not spoken of this channel since. */
    boolean isBefore(String node, int generation) {
        Part part = parts.get(node);
        return part != null && part.generation < generation;
    }

    /** The node has nobody here any more. */
    void leave(String node) {
        count(node, 0, 0, 0);
        parts.remove(node);
    }

    @Nullable
    Head head(String id) {
        return heads.get(id);
    }

    Map<String, Head> heads() {
        return heads;
    }

    void removeIfGone(String id) {
        Head head = heads.get(id);
        if (head != null && head.isGone()) {
            heads.remove(id);
        }
    }

    boolean isEmpty() {
        return parts.isEmpty() && heads.isEmpty();
    }

    int subscribers() {
        return subscribers;
    }

    /** Users, those who may come back among them. One without a name is counted on each node where they are. */
    int users() {
        int users = heads.size();
        for (Part part : parts.values()) {
            users += Math.max(0, part.users - part.seats.size());
        }
        return users;
    }

    /** Users whom others take for being there, of those who are known by name. */
    int seen() {
        int seen = 0;
        for (Head head : heads.values()) {
            seen += head.isOnline() ? 1 : 0;
        }
        return seen;
    }

    /** Whether all users are known by name, and are no more than that. */
    boolean isNamed(int most) {
        return heads.size() <= most && parts.values().stream().noneMatch(part -> part.users > part.seats.size());
    }
}
