package io.milepost.gateway.stream;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Dialect.Wanted;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a stream of several channels stands: their cursors, in the order in which the address names the channels. */
final class Position {
    private static final String BETWEEN = ".";

    private Position() {}

    /** Whether it can be a position in these channels; none is where one begins. */
    static boolean fits(List<ChannelName> channels, @Nullable String position) {
        return position == null || position.split("\\.", -1).length == channels.size();
    }

    /** What to follow when a stream is taken up again from a position, or begun without one. */
    static List<Wanted> resume(List<ChannelName> channels, @Nullable String position) {
        String[] cursors = position == null ? new String[0] : position.split("\\.", -1);
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            Since since = cursors.length == channels.size() && !cursors[i].isEmpty()
                    ? Since.of(cursors[i])
                    : new Since.Unsaid();
            wanted.add(new Wanted(Target.of(channels.get(i)), since));
        }
        return wanted;
    }

    /** Where a session stands, when one of its channels stands at this cursor. */
    static String of(Session session, List<ChannelName> channels, @Nullable ChannelName moved, String cursor) {
        return channels.stream()
                .map(channel -> channel.equals(moved) ? cursor : known(session, channel))
                .collect(Collectors.joining(BETWEEN));
    }

    private static String known(Session session, ChannelName channel) {
        String cursor = session.cursor(channel);
        return cursor == null ? "" : cursor;
    }
}
