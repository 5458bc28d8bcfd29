package io.milepost.pusher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.fanout.Delivery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients get as an event's data: the data as it was written, and one member more that tells which event it was.
 *
 * <p>An object keeps its members as they stand, byte for byte; anything else becomes the member {@code value} of an object.
 * Data that has a member of that name already stays as it is.
 */
final class Payload {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Set<String> CIPHERTEXT = Set.of("nonce", "ciphertext");

    private final String identity;

    /**
     * Knows how to tell identities.
     *
     * @param identity the member's name; empty to tell none, and to leave all data as it is
     */
    Payload(String identity) {
        this.identity = identity;
    }

    /**
     * Data as clients get it.
     *
     * @param data JSON
     * @param nameTaken whether the event's identity is missing, because the data has a member of its name
     */
    record Text(String data, boolean nameTaken) {
        /** Without the data. */
        @Override
        public String toString() {
            return data.length() + " characters";
        }
    }

    /** The data with the event's identity, unless its name is taken. */
    Text of(Event event) {
        String data = event.data().toString();
        if (identity.isEmpty()) {
            return new Text(data, false);
        }
        String told = '"' + identity + "\":" + identity(event);
        Set<String> members = members(event.data());
        if (members == null) {
            return new Text("{\"value\":" + data + ',' + told + '}', false);
        }
        if (members.contains(identity)) {
            return new Text(data, true);
        }
        String rest = data.substring(0, data.lastIndexOf('}'));
        return new Text(rest + (members.isEmpty() ? "" : ",") + told + '}', false);
    }

    /**
     * What clients get instead of data that is too large: where it is. They find it by its id on the page of history that
     * {@code href} names.
     */
    String reference(Delivery delivery) {
        Event event = delivery.event();
        String before = Rfc3339.of(delivery.recordedAt().toEpochMilli() + 1);
        ObjectNode reference = JsonNodeFactory.instance
                .objectNode()
                .put("channel", delivery.channel())
                .put("id", event.id())
                .put("source", event.source())
                .put("bytes", event.data().size())
                .put("href", "/api/channels/" + delivery.channel() + "/events?before=" + before);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("reference", reference);
        if (!identity.isEmpty()) {
            data.set(identity, identity(event));
        }
        return data.toString();
    }

    private static ObjectNode identity(Event event) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", event.id())
                .put("source", event.source())
                .put("time", event.time());
    }

    /** Whether the data is what an encrypted channel carries. */
    static boolean isCiphertext(Json data) {
        Set<String> members = members(data);
        return members != null && members.containsAll(CIPHERTEXT);
    }

    /** The names of an object's own members; null if it is no object. */
    private static @Nullable Set<String> members(Json data) {
        ByteBuffer utf8 = data.utf8();
        try (JsonParser parser =
                FACTORY.createParser(utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Set<String> names = new HashSet<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            return names;
        } catch (IOException e) {
            throw new IllegalStateException("checked before", e);
        }
    }
}
