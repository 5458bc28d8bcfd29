package io.milepost.gateway.pusher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Json;
import io.milepost.gateway.protocol.Frame;
import io.milepost.gateway.protocol.Member;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who somebody on a presence channel is, as their app has signed it: {@code {"user_id", "user_info"}}. */
final class ChannelData {
    private ChannelData() {}

    /** What a text says: a member, or why there is none. */
    sealed interface Read {
        record Good(Member member) implements Read {}

        record Bad(String why) implements Read {}
    }

    static Read read(String text) {
        JsonNode said = Frame.parse(text);
        return member("channel_data", said.path("user_id"), said.path("user_info"));
    }

    /** The same of who has signed in, by what their app said of them then: {@code {"id", "user_info"}}. */
    static Read ofUser(JsonNode user) {
        return member("user_data", user.path("id"), user.path("user_info"));
    }

    private static Read member(String where, JsonNode userId, JsonNode info) {
        Optional<String> id = userId(userId);
        if (id.isEmpty()) {
            return new Read.Bad(where + ": user_id of 1 to " + App.USER_ID + " characters is expected");
        }
        if (!info.isMissingNode() && Json.of(info).size() > App.USER_INFO) {
            return new Read.Bad(where + ": user_info has more than " + App.USER_INFO + " bytes");
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("user_id", userId);
        if (!info.isMissingNode()) {
            data.set("user_info", info);
        }
        String name = info.path("name").asText("");
        return new Read.Good(
                new Member(id.get(), name.isEmpty() ? id.get() : name, textOrNull(info.path("avatar")), Json.of(data)));
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    /** A user's id, which may be written as a number. */
    static Optional<String> userId(JsonNode id) {
        return Optional.of(id)
                .filter(said -> said.isTextual() || said.isNumber())
                .map(JsonNode::asText)
                .filter(text -> !text.isEmpty() && text.length() <= App.USER_ID);
    }

    /** A member in these words, whoever has said who it is. */
    static ObjectNode of(Member member) {
        Json data = member.data();
        if (data != null) {
            return (ObjectNode) data.tree();
        }
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        ObjectNode info = said.put("user_id", member.id()).putObject("user_info");
        info.put("name", member.name());
        if (member.avatar() != null) {
            info.put("avatar", member.avatar());
        }
        return said;
    }
}
