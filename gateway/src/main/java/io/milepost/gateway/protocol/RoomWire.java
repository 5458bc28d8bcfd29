package io.milepost.gateway.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.netty.buffer.ByteBuf;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How rooms are spoken to: {@code {type, id, timestamp, data}}. Answers that rooms do not expect are not given; what the
 * gateway has to say all the same (errors, gaps, that it is going) is said as everywhere.
 */
final class RoomWire implements Wire {
    static final RoomWire CHAT = new RoomWire();
    static final RoomWire COLLABORATION = new RoomWire();

    /** What rooms say of themselves, and nobody else may say to them. */
    private static final Set<String> OWN = Set.of("user_joined", "user_left", "typing", "history", "metric_update");

    private static final Set<String> KEPT = Set.of("message", "edit", "user_joined", "user_left", "metric_update");

    private RoomWire() {}

    @Override
    public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
        if (event.userId() == null || !OWN.contains(event.type())) {
            frame(out, event.type(), event.id(), event.time(), details(event));
        }
    }

    /** What an event says, with who said it and when; what the gateway knows wins over what was written. */
    private static ObjectNode details(Event event) {
        ObjectNode details = object(event.data().tree());
        details.put("id", event.id());
        String author = event.userId();
        if (author != null) {
            details.put("author", author);
        }
        details.put("timestamp", event.time());
        return details;
    }

    private static ObjectNode object(JsonNode data) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        return data instanceof ObjectNode given ? object.setAll(given) : object.set("content", data);
    }

    @Override
    public void notice(ByteBuf out, Notice notice) {
        if (notice instanceof Notice.Signalled said) {
            if (KEPT.contains(said.type())) {
                return;
            }
            ObjectNode data = object(said.data().tree());
            data.put("userId", said.userId());
            frame(out, said.type(), said.eventId(), Rfc3339.now(), data);
        } else if (notice instanceof Notice.MemberMoved said) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("userId", said.member().id()).put("username", said.member().name());
            frame(out, said.online() ? "user_joined" : "user_left", null, Rfc3339.now(), data);
        } else if (notice instanceof Notice.Page said) {
            page(out, said);
        } else if (notice instanceof Notice.Pong
                || notice instanceof Notice.Refusal
                || notice instanceof Notice.Gap
                || notice instanceof Notice.Reconnect) {
            NativeWire.INSTANCE.notice(out, notice);
        }
    }

    private static void page(ByteBuf out, Notice.Page said) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode messages = data.putArray("messages");
        said.events().forEach(event -> messages.add(details(event)));
        data.put("cursor", said.cursor()).put("complete", said.complete());
        ArrayNode gaps = data.putArray("gaps");
        said.gaps().forEach(gap -> gaps.add(gap.code()));
        ObjectNode page = envelope("history", null, Rfc3339.now(), data);
        String id = said.id();
        if (id != null) {
            page.set("id", Json.of(id).tree());
        }
        write(out, page);
    }

    static void frame(ByteBuf out, String type, @Nullable String id, String timestamp, ObjectNode data) {
        write(out, envelope(type, id, timestamp, data));
    }

    private static ObjectNode envelope(String type, @Nullable String id, String timestamp, ObjectNode data) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.put("type", type);
        if (id != null) {
            envelope.put("id", id);
        }
        envelope.put("timestamp", timestamp);
        envelope.set("data", data);
        return envelope;
    }

    private static void write(ByteBuf out, ObjectNode frame) {
        int start = TextFrames.begin(out);
        out.writeBytes(Json.of(frame).utf8());
        TextFrames.end(out, start);
    }
}
