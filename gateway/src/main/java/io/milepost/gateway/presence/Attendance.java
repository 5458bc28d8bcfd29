package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is on which channel by connections of this node, and what of it other nodes have been told. A channel with more users
 * than may be named is told of in numbers, until it has a quarter less than that. Its owner locks it.
 */
final class Attendance {
    private final int named;
    private final Map<ChannelName, Here> rooms = new HashMap<>();
    private final Set<ChannelName> changed = new LinkedHashSet<>();

    /**
     * Nobody is there.
     *
     * @param named users of a channel that may be named
     */
    Attendance(int named) {
        this.named = named;
    }

    /** The connections that this node has to one channel. */
    private static final class Here {
        private final Map<String, Stay> stays = new HashMap<>(2);
        private int subscribers;
        private int users;
        private boolean unnamed;
        private boolean told;
    }

    /** One user's connections. It is kept without any until others know that there are none. */
    private static final class Stay {
        private Member member;
        private int connections;
        private int seen;
        private boolean lost;
        private @Nullable Seat told;

        Stay(Member member) {
            this.member = member;
        }

        Seat seat() {
            return new Seat(member, seen > 0);
        }
    }

    /** A connection has come. Returns what that changes. */
    Line join(ChannelName channel, Member member, boolean seen) {
        Here room = rooms.computeIfAbsent(channel, name -> new Here());
        Stay stay = room.stays.get(member.id());
        if (stay == null) {
            stay = new Stay(member);
            room.stays.put(member.id(), stay);
        }
        Seat before = stay.connections == 0 ? null : stay.seat();
        if (stay.connections == 0 || (seen && stay.seen == 0)) {
            stay.member = member;
        }
        room.subscribers++;
        room.users += stay.connections++ == 0 ? 1 : 0;
        stay.seen += seen ? 1 : 0;
        changed.add(channel);
        room.unnamed |= room.users > named;
        boolean same = room.unnamed || stay.seat().equals(before);
        return line(channel, room, same ? List.of() : List.of(stay.seat()), List.of(), List.of());
    }

    /**
     * A connection that had come is no longer there. Returns what that changes.
     *
     * @param lost whether its user may not have meant it
     */
    Line leave(ChannelName channel, String id, boolean seen, boolean lost) {
        Here room = rooms.get(channel);
        Stay stay = room == null ? null : room.stays.get(id);
        if (room == null || stay == null || stay.connections == 0) {
            throw new IllegalStateException(id + " is not on " + channel);
        }
        Seat before = stay.seat();
        room.subscribers--;
        stay.seen -= seen ? 1 : 0;
        stay.connections--;
        stay.lost = lost;
        changed.add(channel);
        List<Seat> come = stay.seat().equals(before) ? List.of() : List.of(stay.seat());
        List<String> gone = List.of();
        if (stay.connections == 0) {
            room.users--;
            come = List.of();
            gone = List.of(id);
        }
        if (room.unnamed && room.users <= named - named / 4) {
            room.unnamed = false;
            come = seats(room);
            gone = List.of();
        } else if (room.unnamed) {
            come = List.of();
            gone = List.of();
        }
        return line(channel, room, come, lost ? List.of() : gone, lost ? gone : List.of());
    }

    private static List<Seat> seats(Here room) {
        return room.stays.values().stream()
                .filter(stay -> stay.connections > 0)
                .map(Stay::seat)
                .toList();
    }

    private static Line line(ChannelName channel, Here room, List<Seat> come, List<String> left, List<String> lost) {
        return new Line(channel, room.subscribers, room.users, room.unnamed, come, left, lost);
    }

    /** Whether anybody is on the channel. */
    boolean isAnybodyOn(ChannelName channel) {
        Here room = rooms.get(channel);
        return room != null && room.subscribers > 0;
    }

    /** The channels there are now. */
    List<ChannelName> channels() {
        return List.copyOf(rooms.keySet());
    }

    /** What others have not been told yet; they count as told from now on. */
    List<Line> news() {
        List<Line> news = new ArrayList<>();
        for (ChannelName channel : changed) {
            Here room = rooms.get(channel);
            if (room != null && (room.subscribers > 0 || room.told)) {
                news.add(tell(channel, room, false));
            } else if (room != null) {
                rooms.remove(channel);
            }
        }
        changed.clear();
        return news;
    }

    /** All there is to be told of a channel, for those who may have missed something; null if nobody is there. */
    @Nullable
    Line all(ChannelName channel) {
        Here room = rooms.get(channel);
        return room == null || room.subscribers == 0 ? null : tell(channel, room, true);
    }

    private Line tell(ChannelName channel, Here room, boolean all) {
        List<Seat> come = new ArrayList<>();
        List<String> left = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (Stay stay : room.stays.values()) {
            Seat now = stay.connections == 0 || room.unnamed ? null : stay.seat();
            if (now != null && (all || !now.equals(stay.told))) {
                come.add(now);
            } else if (now == null && stay.told != null && !room.unnamed) {
                (stay.lost ? lost : left).add(stay.member.id());
            }
            stay.told = now;
        }
        room.stays.values().removeIf(stay -> stay.connections == 0);
        room.told = true;
        if (room.subscribers == 0) {
            rooms.remove(channel);
        }
        return line(channel, room, come, left, lost);
    }
}
