package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Frame.Refused;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rooms in which people work on one text: sessions are joined and left, edits go to the one joined last of those that one is
 * still in.
 */
public final class CollaborationDialect extends RoomDialect {
    private static final String PREFIX = "collab-";
    private static final int MAX_JOINED = 50;

    /** The channels of the sessions, the newest first. */
    private final Deque<String> joined = new ArrayDeque<>(2);

    /** A collaboration over one connection. */
    public CollaborationDialect(@Nullable String contextId) {
        super(RoomWire.COLLABORATION, contextId);
    }

    @Override
    Command command(String type, Frame data) throws Refused {
        return switch (type) {
            case "join_session" -> {
                String channel = PREFIX + data.text("sessionId");
                if (!ChannelName.isValid(channel)) {
                    throw new Refused(ErrorCode.INVALID_CHANNEL, "data.sessionId: letters, digits or -_=@,.;");
                }
                joined.remove(channel);
                if (joined.size() == MAX_JOINED) {
                    throw new Refused(
                            ErrorCode.TOO_MANY_CHANNELS, "data.sessionId: at most " + MAX_JOINED + " at a time");
                }
                joined.push(channel);
                yield new Command.Subscribe(List.of(target(channel)), new Since.Unsaid());
            }
            case "leave_session" -> {
                String channel = PREFIX + data.text("sessionId");
                joined.remove(channel);
                yield new Command.Unsubscribe(List.of(target(channel)));
            }
            case "edit" -> new Command.Publish(target(current()), type, data.whole(), true, null);
            case "cursor-moved", "typing" -> new Command.Signal(target(current()), type, data.whole(), true);
            default -> throw Frame.unknownType(type);
        };
    }

    @Override
    public void lost(Target target) {
        joined.remove(target.name());
    }

    private String current() throws Refused {
        String channel = joined.peek();
        if (channel == null) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, "type: join a session first, with join_session");
        }
        return channel;
    }

    private static Target target(String channel) {
        return new Target(channel, null);
    }

    @Override
    List<Wanted> entered() {
        return List.of();
    }
}
