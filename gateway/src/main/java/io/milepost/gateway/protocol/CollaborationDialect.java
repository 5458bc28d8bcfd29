package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Frame.Refused;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rooms in which people work on one text: sessions are joined and left, edits go to the one joined last. */
public final class CollaborationDialect extends RoomDialect {
    private static final String PREFIX = "collab-";
    private static final int MAX_JOINED = 50;

    private final Deque<String> joined = new ArrayDeque<>(2);

    /** A collaboration over one connection. */
    public CollaborationDialect(@Nullable String contextId) {
        super(RoomWire.COLLABORATION, contextId);
    }

    @Override
    Command command(String type, Frame data) throws Refused {
        return switch (type) {
            case "join_session" -> {
                String session = data.text("sessionId");
                if (!ChannelName.isValid(PREFIX + session)) {
                    throw new Refused(ErrorCode.INVALID_CHANNEL, "data.sessionId: letters, digits or -_=@,.;");
                }
                joined.remove(session);
                if (joined.size() == MAX_JOINED) {
                    throw new Refused(
                            ErrorCode.TOO_MANY_CHANNELS, "data.sessionId: at most " + MAX_JOINED + " at a time");
                }
                joined.push(session);
                yield new Command.Subscribe(List.of(target(session)), new Since.Unsaid());
            }
            case "leave_session" -> {
                String session = data.text("sessionId");
                joined.remove(session);
                yield new Command.Unsubscribe(List.of(target(session)));
            }
            case "edit" -> new Command.Publish(target(current()), type, data.whole(), true);
            case "cursor-moved", "typing" -> new Command.Signal(target(current()), type, data.whole(), true);
            default -> throw Frame.unknownType(type);
        };
    }

    private String current() throws Refused {
        String session = joined.peek();
        if (session == null) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, "type: join a session first, with join_session");
        }
        return session;
    }

    private static Target target(String session) {
        return new Target(PREFIX + session, null);
    }

    @Override
    List<Wanted> entered() {
        return List.of();
    }
}
