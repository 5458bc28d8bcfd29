package io.milepost.gateway.stream;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.Cursor;
import io.milepost.cursor.InvalidCursorException;
import io.milepost.gateway.protocol.Dialect.Wanted;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.session.Session;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream of several channels stands: their cursors, in the order in which the address names the channels.
 *
 * @param brought the position that the client came back with; null for one that begins
 */
record Position(List<ChannelName> channels, @Nullable String brought) {
    private static final String BETWEEN = ".";

    /** Whether what was brought can be a position in these channels. */
    boolean isValid() {
        if (brought == null) {
            return true;
        }
        String[] cursors = brought.split("\\.", -1);
        if (cursors.length != channels.size()) {
            return false;
        }
        try {
            for (int i = 0; i < cursors.length; i++) {
                if (Since.of(cursors[i]) instanceof Since.After after && !cursors[i].isEmpty()) {
                    Cursor.decode(after.cursor(), channels.get(i));
                }
            }
            return true;
        } catch (InvalidCursorException e) {
            return false;
        }
    }

    /** What to follow, and from where on. */
    List<Wanted> wanted() {
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            String cursor = brought(i);
            wanted.add(
                    new Wanted(Target.of(channels.get(i)), cursor.isEmpty() ? new Since.Unsaid() : Since.of(cursor)));
        }
        return wanted;
    }

    private String brought(int i) {
        return brought == null ? "" : brought.split("\\.", -1)[i];
    }

    /** Where a session stands, when one of its channels stands at this cursor. */
    String of(Session session, @Nullable ChannelName moved, String cursor) {
        List<String> cursors = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            ChannelName channel = channels.get(i);
            String known = channel.equals(moved) ? cursor : session.cursor(channel);
            // One that is not followed yet stands where it was left.
            cursors.add(known == null ? brought(i) : known);
        }
        return String.join(BETWEEN, cursors);
    }
}
