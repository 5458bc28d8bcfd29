package io.milepost.gateway.presence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.channel.ChannelName;
import io.milepost.event.Json;
import io.milepost.gateway.protocol.Member;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements as nodes write them: {@code {number, leaseMs, anew, whole, bye, lines: [{channel, subscribers, users, unnamed,
 * come: [{id, name, avatar, data, seen}], left: [id], lost: [id]}]}}. What is false or empty is left out, and what is unknown is passed
 * over, so that nodes of different versions understand each other.
 */
final class StatementJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StatementJson() {}

    static byte[] write(Statement said) {
        ObjectNode json = NODES.objectNode();
        json.put("number", said.number()).put("leaseMs", said.leaseMs());
        flag(json, "anew", said.anew());
        flag(json, "whole", said.whole());
        flag(json, "bye", said.bye());
        list(json, "lines", said.lines(), StatementJson::line);
        ByteBuffer utf8 = Json.of(json).utf8();
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        return bytes;
    }

    private static JsonNode line(Line line) {
        ObjectNode json = NODES.objectNode();
        json.put("channel", line.channel().value())
                .put("subscribers", line.subscribers())
                .put("users", line.users());
        flag(json, "unnamed", line.unnamed());
        list(json, "come", line.come(), StatementJson::seat);
        list(json, "left", line.left(), NODES::textNode);
        list(json, "lost", line.lost(), NODES::textNode);
        return json;
    }

    private static JsonNode seat(Seat seat) {
        Member member = seat.member();
        ObjectNode json = NODES.objectNode();
        json.put("id", member.id()).put("name", member.name());
        if (member.avatar() != null) {
            json.put("avatar", member.avatar());
        }
        Json data = member.data();
        if (data != null) {
            json.set("data", data.tree());
        }
        flag(json, "seen", seat.seen());
        return json;
    }

    private static void flag(ObjectNode json, String name, boolean flag) {
        if (flag) {
            json.put(name, true);
        }
    }

    private static <T> void list(ObjectNode json, String name, List<T> list, Function<T, JsonNode> one) {
        if (!list.isEmpty()) {
            ArrayNode array = json.putArray(name);
            list.forEach(entry -> array.add(one.apply(entry)));
        }
    }

    /**
     * Reads a statement.
     *
     * @throws IllegalArgumentException if it is none; the message names the field, and no content
     */
    static Statement read(byte[] utf8) {
        JsonNode json = Json.of(ByteBuffer.wrap(utf8)).tree();
        return new Statement(
                number(json, "number", Long.MAX_VALUE),
                (int) number(json, "leaseMs", Integer.MAX_VALUE),
                json.path("anew").asBoolean(),
                json.path("whole").asBoolean(),
                json.path("bye").asBoolean(),
                each(json.path("lines"), StatementJson::lineOf));
    }

    private static Line lineOf(JsonNode json) {
        return new Line(
                new ChannelName(text(json, "channel")),
                (int) number(json, "subscribers", Integer.MAX_VALUE),
                (int) number(json, "users", Integer.MAX_VALUE),
                json.path("unnamed").asBoolean(),
                each(json.path("come"), StatementJson::seatOf),
                each(json.path("left"), JsonNode::asText),
                each(json.path("lost"), JsonNode::asText));
    }

    private static Seat seatOf(JsonNode json) {
        @Nullable
        String avatar = json.hasNonNull("avatar") ? json.path("avatar").asText() : null;
        @Nullable Json data = json.hasNonNull("data") ? Json.of(json.path("data")) : null;
        return new Seat(
                new Member(text(json, "id"), text(json, "name"), avatar, data),
                json.path("seen").asBoolean());
    }

    private static <T> List<T> each(JsonNode array, Function<JsonNode, T> one) {
        List<T> list = new ArrayList<>();
        array.forEach(entry -> list.add(one.apply(entry)));
        return list;
    }

    private static String text(JsonNode json, String name) {
        if (!json.path(name).isTextual()) {
            throw new IllegalArgumentException(name + ": a text is expected");
        }
        return json.path(name).asText();
    }

    private static long number(JsonNode json, String name, long most) {
        JsonNode number = json.path(name);
        if (!number.canConvertToLong()
                || !number.isIntegralNumber()
                || number.longValue() < 0
                || number.longValue() > most) {
            throw new IllegalArgumentException(name + ": a number from 0 to " + most + " is expected");
        }
        return number.longValue();
    }
}
