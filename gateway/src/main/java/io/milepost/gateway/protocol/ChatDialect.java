package io.milepost.gateway.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Json;
import io.milepost.gateway.protocol.Frame.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rooms in which people talk. */
public final class ChatDialect extends RoomDialect {
    private static final String PREFIX = "chat-";
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;

    /** A talk over one connection, in the room that the address names, if it does. */
    public ChatDialect(@Nullable String contextId) {
        super(RoomWire.CHAT, contextId);
    }

    @Override
    Command command(String type, Frame data) throws Refused {
        return switch (type) {
            case "message" -> new Command.Publish(room(PREFIX), type, message(data), true, null);
            case "typing" -> new Command.Signal(room(PREFIX), type, data.whole(), true);
            case "history" ->
                new Command.History(
                        room(PREFIX), data.count("limit", USUAL_PAGE, LARGEST_PAGE), data.textIfSaid("before"));
            default -> throw Frame.unknownType(type);
        };
    }

    private static Json message(Frame data) throws Refused {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("content", data.text("content"));
        String kind = data.textIfSaid("messageType");
        message.put("messageType", kind == null ? "text" : kind);
        return Json.of(message);
    }

    @Override
    List<Wanted> entered() {
        return List.of(new Wanted(room(PREFIX), new Since.Unsaid()));
    }
}
