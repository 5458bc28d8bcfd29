package io.milepost.gateway.pusher.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.presence.Occurrence;
import io.milepost.gateway.pusher.Webhook.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Facts of one app as events: the type is the kind, the data is the object that Pusher sends. */
final class FactEvents {
    private static final int HASH = 12;

    private final String appId;

    FactEvents(String appId) {
        this.appId = appId;
    }

    /**
     * Of something that all nodes know.
     *
     * @param channel as the app calls it
     */
    Event of(Kind kind, String channel, Occurrence what) {
        ObjectNode data = named(kind, channel);
        if (kind == Kind.MEMBER_ADDED || kind == Kind.MEMBER_REMOVED) {
            data.put("user_id", what.userId());
        } else if (kind == Kind.SUBSCRIPTION_COUNT) {
            data.put("subscription_count", what.subscribers());
        }
        String hash = hash(appId + '\n' + kind + '\n' + channel + '\n' + what.userId());
        return event(what.cause() + ":" + hash, kind, Rfc3339.of(what.at()), data);
    }

    /** Data is a text at Pusher, whatever the client has sent, and its servers' libraries rely on that. */
    Event clientEvent(String channel, String event, Json said, String socketId, String userId, boolean presence) {
        ObjectNode data = named(Kind.CLIENT_EVENT, channel).put("event", event);
        boolean text = said.utf8().get(said.utf8().position()) == '"';
        data.put("data", text ? said.tree().textValue() : said.toString()).put("socket_id", socketId);
        if (presence) {
            data.put("user_id", userId);
        }
        return event(UUID.randomUUID().toString(), Kind.CLIENT_EVENT, Rfc3339.now(), data);
    }

    Event cacheMiss(String channel) {
        return event(UUID.randomUUID().toString(), Kind.CACHE_MISS, Rfc3339.now(), named(Kind.CACHE_MISS, channel));
    }

    private static ObjectNode named(Kind kind, String channel) {
        return JsonNodeFactory.instance.objectNode().put("name", kind.said()).put("channel", channel);
    }

    private Event event(String id, Kind kind, String time, ObjectNode data) {
        return new Event(id, "/milepost/apps/" + appId, kind.said(), time, null, Json.of(data));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
