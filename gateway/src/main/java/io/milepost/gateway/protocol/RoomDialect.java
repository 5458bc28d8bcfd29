package io.milepost.gateway.protocol;

import io.milepost.gateway.protocol.Frame.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The manner of speaking in rooms: what is said stands in {@code data}, the room is understood, and nothing is answered
 * that was not asked for. Its subclasses say what can be said in which kind of room.
 */
abstract class RoomDialect implements Dialect {
    private static final String USUAL_CONTEXT = "default";

    private final Wire wire;
    private @Nullable String contextId;
    private boolean entered;

    /**
     * A manner of speaking for one connection.
     *
     * @param contextId the room that the address names, if it does
     */
    RoomDialect(Wire wire, @Nullable String contextId) {
        this.wire = wire;
        this.contextId = contextId;
    }

    @Override
    public final Inbound read(String frame) {
        return Frame.read(frame, (fields, type) -> switch (type) {
            case "auth" -> {
                String named = fields.textIfSaid("contextId");
                // Who has entered a room stays there; a fresh token changes nothing of it.
                contextId = named == null || entered ? contextId : named;
                yield new Command.Auth(fields.text("token"));
            }
            case "ping" -> new Command.Ping();
            default -> command(type, fields.within("data"));
        });
    }

    /** What a frame of this kind of room asks for. */
    abstract Command command(String type, Frame data) throws Refused;

    /** The channels that one follows by being in the room. */
    abstract List<Wanted> entered();

    @Override
    public final List<Wanted> admitted(@Nullable String claimed) {
        if (contextId == null) {
            contextId = claimed == null ? USUAL_CONTEXT : claimed;
        }
        entered = true;
        return entered();
    }

    /** The channel of this room's kind and context. */
    final Target room(String prefix) {
        return new Target(prefix + contextId, null);
    }

    @Override
    public final Wire wire() {
        return wire;
    }

    @Override
    public final boolean waits(String frame) {
        return !Frame.isOfType(frame, "auth");
    }

    @Override
    public Seen seen() {
        return Seen.EVERYWHERE;
    }
}
