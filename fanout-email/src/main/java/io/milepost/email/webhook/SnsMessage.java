package io.milepost.email.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What SNS posts: texts by name, of which nothing may be believed before the signature has been verified.
 *
 * @param type what it is
 * @param id of this message, the same however often SNS sends it
 * @param topicArn the topic it was published to
 * @param at when it was published
 * @param fields all texts by name
 */
record SnsMessage(Type type, String id, String topicArn, Instant at, Map<String, String> fields) {
    private static final int MOST_CHARS = 1_024;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            .build();

    /** The kinds there are, under SNS's own names. */
    enum Type {
        /** Somebody has published something. */
        Notification,
        /** Somebody has subscribed this address to the topic, and SNS asks whether that is wanted. */
        SubscriptionConfirmation,
        /** Somebody has ended the subscription. */
        UnsubscribeConfirmation
    }

    /** Reads one without building a tree of what a stranger has sent. */
    static SnsMessage read(byte[] body) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedException("the body is no JSON object");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                if (json.nextToken() == JsonToken.VALUE_STRING) {
                    fields.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new MalformedException("the body is more than one JSON object");
            }
        } catch (IOException e) {
            throw new MalformedException("the body is not JSON, nested too deep, or names a field twice");
        }
        return new SnsMessage(
                type(required(fields, "Type")),
                required(fields, "MessageId"),
                required(fields, "TopicArn"),
                instant(required(fields, "Timestamp")),
                fields);
    }

    /** A text that must be there and be short. */
    String required(String name) {
        return required(fields, name);
    }

    /** A text of any length, or null. */
    @Nullable
    String field(String name) {
        return fields.get(name);
    }

    private static String required(Map<String, String> fields, String name) {
        String text = fields.getOrDefault(name, "");
        if (text.isBlank() || text.length() > MOST_CHARS) {
            throw new MalformedException(name + " is missing, is no text or is too long");
        }
        return text;
    }

    private static Type type(String name) {
        try {
            return Type.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("Type is none that there is");
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new MalformedException("Timestamp is no time");
        }
    }

    /** Without what it says. */
    @Override
    public String toString() {
        return type + " " + id;
    }
}
