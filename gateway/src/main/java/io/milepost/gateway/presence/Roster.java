package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.presence.Presence.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is on which channel, over all nodes, and who comes and goes by what they say. A user is one member wherever and however
 * often they are connected. Whoever loses their last connection is there for a grace longer. While a channel has members without
 * names, or more than may be named, nobody's coming and going is told. Its owner locks it.
 */
final class Roster {
    private final int most;
    private final long graceNanos;
    private final Consumer<ChannelName> counted;
    private final Map<ChannelName, Room> rooms = new ConcurrentHashMap<>();
    private final Map<String, Set<ChannelName>> nodes = new HashMap<>();
    private final Deque<Departure> departures = new ArrayDeque<>();

    /** Somebody whose last connection was lost. The grace is the same for all, so that they leave in that order. */
    private record Departure(ChannelName channel, String id, long at) {}

    /**
     * Nobody is there.
     *
     * @param most users of a channel that may be named
     * @param graceNanos for how long somebody whose connection was lost is still there
     */
    Roster(int most, long graceNanos) {
        this(most, graceNanos, channel -> {});
    }

    /**
     * The same.
     *
     * @param counted told of each channel of which a node has said how many connections it has there
     */
    Roster(int most, long graceNanos, Consumer<ChannelName> counted) {
        this.most = most;
        this.graceNanos = graceNanos;
        this.counted = counted;
    }

    /**
     * A node has said something of a channel.
     *
     * @param generation how often the node has begun to say everything
     * @param now in nanoseconds, of a clock that only goes forward
     * @return who has come and gone by that
     */
    List<Move> take(String node, Line line, int generation, long now) {
        List<Move> moves = new ArrayList<>();
        Room room = rooms.computeIfAbsent(line.channel(), name -> new Room());
        Turn turn = new Turn(line.channel(), room, now, moves);
        nodes.computeIfAbsent(node, name -> new HashSet<>()).add(line.channel());
        room.count(node, line.subscribers(), line.users(), generation);
        counted.accept(line.channel());
        if (line.unnamed()) {
            room.seatsBefore(node, Integer.MAX_VALUE).forEach(id -> turn.forget(node, id));
        }
        line.come().forEach(seat -> room.sit(node, seat, generation));
        line.left().forEach(id -> room.rise(node, id));
        line.lost().forEach(id -> room.rise(node, id));
        line.come().forEach(seat -> turn.settle(seat.member().id(), true));
        line.left().forEach(id -> turn.settle(id, false));
        line.lost().forEach(id -> turn.settle(id, true));
        if (line.subscribers() == 0) {
            leave(node, turn, true);
        }
        return moves;
    }

    /** A node has said everything once more: what it did not repeat has been lost. */
    List<Move> sweep(String node, int generation, long now) {
        return everywhere(node, now, turn -> {
            if (turn.room.isBefore(node, generation)) {
                leave(node, turn, true);
            } else {
                List<String> ids = turn.room.seatsBefore(node, generation);
                ids.forEach(id -> turn.room.rise(node, id));
                ids.forEach(id -> turn.settle(id, true));
            }
        });
    }

    /**
     * A node is no more.
     *
     * @param lost whether its members may come back elsewhere
     */
    List<Move> drop(String node, boolean lost, long now) {
        return everywhere(node, now, turn -> leave(node, turn, lost));
    }

    private List<Move> everywhere(String node, long now, Consumer<Turn> then) {
        List<Move> moves = new ArrayList<>();
        for (ChannelName channel : Set.copyOf(nodes.getOrDefault(node, Set.of()))) {
            Room room = rooms.get(channel);
            if (room != null) {
                then.accept(new Turn(channel, room, now, moves));
            }
        }
        return moves;
    }

    private void leave(String node, Turn turn, boolean lost) {
        List<String> ids = turn.room.seatsBefore(node, Integer.MAX_VALUE);
        ids.forEach(id -> turn.room.rise(node, id));
        turn.room.leave(node);
        counted.accept(turn.channel);
        ids.forEach(id -> turn.settle(id, lost));
        nodes.computeIfPresent(node, (name, channels) -> {
            channels.remove(turn.channel);
            return channels.isEmpty() ? null : channels;
        });
        turn.removeIfEmpty();
    }

    /** Those whose grace has ended. */
    List<Move> due(long now) {
        List<Move> moves = new ArrayList<>();
        for (Departure next = departures.peek(); next != null && next.at() - now <= 0; next = departures.peek()) {
            departures.remove();
            Room room = rooms.get(next.channel());
            Head head = room == null ? null : room.head(next.id());
            if (room != null && head != null && head.endsAt(next.at())) {
                Turn turn = new Turn(next.channel(), room, now, moves);
                turn.end(next.id(), head);
                turn.removeIfEmpty();
            }
        }
        return moves;
    }

    /** What becomes of the members of one channel by one thing that has been said. */
    private final class Turn {
        private final ChannelName channel;
        private final Room room;
        private final long now;
        private final List<Move> moves;
        private final boolean named;

        Turn(ChannelName channel, Room room, long now, List<Move> moves) {
            this.channel = channel;
            this.room = room;
            this.now = now;
            this.moves = moves;
            this.named = room.isNamed(most);
        }

        /** Without a word, because the channel has become one of numbers. */
        void forget(String node, String id) {
            Head head = room.rise(node, id);
            if (head != null && !head.isSeen()) {
                head.online(false);
            }
            room.removeIfGone(id);
        }

        void settle(String id, boolean lost) {
            Head head = room.head(id);
            if (head == null) {
                return;
            }
            if (head.isSeen()) {
                boolean was = head.isOnline();
                head.online(true);
                tell(head, was);
            } else if (!head.isOnline() || !lost || graceNanos == 0) {
                end(id, head);
            } else if (!head.isLingering()) {
                head.linger(now + graceNanos);
                departures.add(new Departure(channel, id, now + graceNanos));
            }
        }

        void end(String id, Head head) {
            boolean was = head.isOnline();
            head.online(false);
            room.removeIfGone(id);
            tell(head, was);
        }

        private void tell(Head head, boolean was) {
            if (head.isOnline() != was && named && room.isNamed(most)) {
                moves.add(new Move(channel, head.member(), head.isOnline()));
            }
        }

        void removeIfEmpty() {
            if (room.isEmpty()) {
                rooms.remove(channel, room);
            }
        }
    }

    /** Who is on a channel. */
    Snapshot of(ChannelName channel) {
        @Nullable Room room = rooms.get(channel);
        if (room == null) {
            return new Snapshot(0, 0, List.of());
        }
        return new Snapshot(
                room.subscribers(),
                room.users(),
                room.isNamed(most)
                        ? room.heads().values().stream().map(Head::member).toList()
                        : null);
    }

    /** Who is seen on a channel. */
    Snapshot seenOn(ChannelName channel) {
        @Nullable Room room = rooms.get(channel);
        return room == null || !room.isNamed(most)
                ? of(channel)
                : new Snapshot(
                        room.subscribers(),
                        room.seen(),
                        room.heads().values().stream()
                                .filter(Head::isOnline)
                                .map(Head::member)
                                .toList());
    }

    /** How many are seen on a channel; all, where they are too many to be named. */
    int countSeenOn(ChannelName channel) {
        @Nullable Room room = rooms.get(channel);
        if (room == null) {
            return 0;
        }
        return room.isNamed(most) ? room.seen() : room.users();
    }

    /** Whether so many are seen on a channel, and somebody is none of them. */
    boolean isFull(ChannelName channel, String id, int users) {
        @Nullable Room room = rooms.get(channel);
        if (room == null || countSeenOn(channel) < users) {
            return false;
        }
        Head head = room.head(id);
        return head == null || !head.isOnline();
    }

    /** How many connections follow a channel. Any thread. */
    int subscribers(ChannelName channel) {
        Room room = rooms.get(channel);
        return room == null ? 0 : room.subscribers();
    }

    /** On how many channels somebody is. Any thread. */
    int channels() {
        return rooms.size();
    }

    /** Connections by channel, of those whose names begin so, and of so many at most. Any thread. */
    Map<String, Integer> subscribers(String prefix, Predicate<ChannelName> which, int most) {
        Map<String, Integer> found = new TreeMap<>();
        for (Map.Entry<ChannelName, Room> room : rooms.entrySet()) {
            if (found.size() == most) {
                break;
            }
            int subscribers = room.getValue().subscribers();
            if (subscribers > 0 && room.getKey().value().startsWith(prefix) && which.test(room.getKey())) {
                found.put(room.getKey().value(), subscribers);
            }
        }
        return found;
    }
}
