package io.milepost.gateway.presence;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.shard.Shards;
import io.milepost.gateway.shard.Subscriber;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is on which channel of this node. A user is one member however many connections they have; where members see each
 * other, the first connection that comes and the last that goes are announced to all others. Any thread.
 */
public final class Presence {
    /** Above so many, members are counted and no longer named. */
    private static final int NAMED = 1_000;

    private final Shards shards;
    private final Map<ChannelName, Attendance> channels = new ConcurrentHashMap<>();

    /**
     * Nobody is there yet.
     *
     * @param shards where those are who hear of comings and goings
     */
    public Presence(Shards shards) {
        this.shards = shards;
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

    /** One channel's members. Only touched within the map's {@code compute}, which locks it. */
    private static final class Attendance {
        private final Map<String, Stay> stays = new HashMap<>(2);
        private int subscribers;
    }

    /** One member's connections. */
    private static final class Stay {
        private final Member member;
        private int connections;
        private int seen;

        Stay(Member member) {
            this.member = member;
        }
    }

    /**
     * A connection has come to a channel.
     *
     * @param seen whether others are told
     * @param own the connection, which is not told of itself
     */
    public void join(ChannelName channel, Member member, boolean seen, Subscriber own) {
        channels.compute(channel, (name, known) -> {
            Attendance attendance = known == null ? new Attendance() : known;
            Stay stay = attendance.stays.computeIfAbsent(member.id(), id -> new Stay(member));
            attendance.subscribers++;
            stay.connections++;
            if (seen && stay.seen++ == 0) {
                shards.announce(channel, new Notice.MemberMoved(channel, stay.member, true), own);
            }
            return attendance;
        });
    }

    /** A connection that had {@link #join joined} has left. */
    public void leave(ChannelName channel, Member member, boolean seen, Subscriber own) {
        channels.computeIfPresent(channel, (name, attendance) -> {
            Stay stay = attendance.stays.get(member.id());
            if (stay == null) {
                return attendance;
            }
            attendance.subscribers--;
            stay.connections--;
            if (seen && --stay.seen == 0) {
                shards.announce(channel, new Notice.MemberMoved(channel, stay.member, false), own);
            }
            if (stay.connections == 0) {
                attendance.stays.remove(member.id());
            }
            return attendance.stays.isEmpty() ? null : attendance;
        });
    }

    /** Who is on a channel. */
    public Snapshot of(ChannelName channel) {
        Snapshot[] taken = {new Snapshot(0, 0, List.of())};
        channels.computeIfPresent(channel, (name, attendance) -> {
            List<Member> members = attendance.stays.size() > NAMED
                    ? null
                    : attendance.stays.values().stream()
                            .map(stay -> stay.member)
                            .toList();
            taken[0] = new Snapshot(attendance.subscribers, attendance.stays.size(), members);
            return attendance;
        });
        return taken[0];
    }

    /** On how many channels somebody is. */
    public int channels() {
        return channels.size();
    }

    /**
     * How many connections there are on the channels whose names begin so.
     *
     * @param which of them to name
     * @param most channels to name at most
     */
    public Map<String, Integer> subscribers(String prefix, Predicate<ChannelName> which, int most) {
        Map<String, Integer> found = new TreeMap<>();
        for (Map.Entry<ChannelName, Attendance> channel : channels.entrySet()) {
            if (found.size() == most) {
                break;
            }
            if (channel.getKey().value().startsWith(prefix) && which.test(channel.getKey())) {
                found.put(channel.getKey().value(), channel.getValue().subscribers);
            }
        }
        return found;
    }
}
