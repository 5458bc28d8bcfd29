package io.milepost.gateway.pusher.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.milepost.event.Event;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.event.PusherMark;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.AppNames;
import io.milepost.gateway.pusher.EventNames;
import io.milepost.gateway.pusher.SocketId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that a server publishes.
 *
 * @param data as it was given, or that as a JSON string
 * @param text whether it was no JSON
 * @param except the socket that is not given it
 * @param info what is to be told of each channel
 */
record AppEvent(
        String name,
        List<String> channels,
        Json data,
        boolean text,
        @Nullable String except,
        Set<String> info) {
    private static final int CHANNELS = 100;
    /** What one record takes, with some room for all else. */
    private static final int LARGEST = 1_000_000;

    private static final Set<String> TOLD = Set.of(AppInfo.USERS, AppInfo.SUBSCRIPTIONS);

    /** What was read. */
    sealed interface Read {
        /** An event. */
        record Good(AppEvent event) implements Read {}

        /** None, and why. */
        record Bad(int status, String why) implements Read {}
    }

    static Read read(JsonNode said, App app, AppNames names) {
        String name = said.path("name").asText("");
        if (name.isEmpty() || name.length() > App.EVENT_NAME) {
            return bad("name: 1 to " + App.EVENT_NAME + " characters are expected");
        }
        if (EventNames.isProtocol(name)) {
            return bad("name: pusher: and pusher_internal: are the protocol's");
        }
        List<String> channels = channels(said);
        if (channels.isEmpty() || channels.size() > CHANNELS) {
            return bad("channels: 1 to " + CHANNELS + " are expected");
        }
        for (String channel : channels) {
            if (!isChannel(channel, names)) {
                return bad("channels: a name has 1 to 164 letters, digits or -_=@,.;");
            }
        }
        if (channels.size() > 1 && channels.stream().anyMatch(AppNames::isEncrypted)) {
            return bad("channels: an encrypted one stands alone");
        }
        JsonNode data = said.path("data");
        if (data.isMissingNode()) {
            return bad("data: missing");
        }
        String text = data.isTextual() ? data.textValue() : Json.of(data).toString();
        if (text.getBytes(UTF_8).length > app.limits().eventBytes()) {
            return new Read.Bad(413, "data: more than " + app.limits().eventBytes() + " bytes, the app's eventBytes");
        }
        JsonNode except = said.path("socket_id");
        if (!except.isMissingNode() && !except.isNull() && !SocketId.isOne(except.asText())) {
            return bad("socket_id: two numbers and a dot between are expected");
        }
        Set<String> info = AppInfo.named(said.path("info").asText(null));
        for (String channel : channels) {
            String why = AppInfo.whyNot(app, info, channel, TOLD);
            if (why != null) {
                return bad(why);
            }
        }
        return good(name, channels, text, except.asText(null), info);
    }

    private static Read good(
            String name, List<String> channels, String said, @Nullable String except, Set<String> info) {
        Json data;
        boolean text = false;
        try {
            data = Json.of(said);
        } catch (InvalidJsonException e) {
            data = Json.of(JsonNodeFactory.instance.textNode(said));
            text = true;
        }
        return data.size() > LARGEST
                ? new Read.Bad(413, "data: more than " + LARGEST + " bytes as JSON, which is what the log takes")
                : new Read.Good(new AppEvent(name, channels, data, text, except, info));
    }

    private static Read bad(String why) {
        return new Read.Bad(400, why);
    }

    private static List<String> channels(JsonNode said) {
        List<String> channels = new ArrayList<>();
        if (said.hasNonNull("channel")) {
            channels.add(said.path("channel").asText());
        }
        said.path("channels").forEach(one -> channels.add(one.asText()));
        return channels.stream().distinct().toList();
    }

    private static boolean isChannel(String name, AppNames names) {
        return AppNames.isName(name)
                || (name.startsWith(AppNames.USER)
                        && name.length() > AppNames.USER.length()
                        && names.user(name.substring(AppNames.USER.length())).isPresent());
    }

    /** One more event that lies in the log, with an id of its own. */
    Event event(App app) {
        return new Event(
                UUID.randomUUID().toString(),
                "/milepost/apps/" + app.id(),
                EventNames.type(name),
                Rfc3339.now(),
                null,
                null,
                data,
                text || except != null ? new PusherMark(except, text) : null);
    }
}
