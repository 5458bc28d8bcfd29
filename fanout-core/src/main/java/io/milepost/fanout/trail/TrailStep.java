package io.milepost.fanout.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.fanout.Position;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a fan-out did with an event. Holds nothing of the event but what it is called.
 *
 * @param fanout which
 * @param source the event's
 * @param id the event's
 * @param event where the event lies
 * @param channel of the event, without access prefix
 * @param what came of it
 * @param attempt how many calls there have been; 0 if none
 * @param detail what the far side said, or why; empty if nothing is to be said. Cut to {@value #LONGEST_DETAIL} characters
 * @param letter where its dead letter lies, if it has become one
 */
public record TrailStep(
        String fanout,
        String source,
        String id,
        Position event,
        String channel,
        What what,
        int attempt,
        String detail,
        @Nullable Position letter,
        Instant at) {
    private static final int LONGEST_DETAIL = 300;

    /** What came of an event. */
    public enum What {
        /** The far side has it. */
        DELIVERED,
        /** A call failed, and it is tried again. */
        RETRIED,
        /** It was put aside. */
        DEAD_LETTER,
        /** The routes keep it from this fan-out. */
        FILTERED;

        /** The word on the topic. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Cuts what is too long. */
    public TrailStep {
        detail = detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "…";
    }

    /** The key under which all steps of an event lie. */
    public byte[] key() {
        return id.getBytes(UTF_8);
    }

    /** As it stands on the topic. */
    public byte[] write() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("fanout", fanout).put("source", source).put("id", id).put("channel", channel);
        json.put("topic", event.topic()).put("partition", event.partition()).put("offset", event.offset());
        json.put("what", what.word())
                .put("attempt", attempt)
                .put("detail", detail)
                .put("at", at.toString());
        if (letter != null) {
            json.putObject("letter")
                    .put("topic", letter.topic())
                    .put("partition", letter.partition())
                    .put("offset", letter.offset());
        }
        return json.toString().getBytes(UTF_8);
    }

    /** Reads a step; empty if it is none. */
    public static Optional<TrailStep> read(ByteBuffer value) {
        try {
            JsonNode json = Json.of(value.hasArray() ? value : copy(value)).tree();
            String word = json.path("what").asText();
            for (What what : What.values()) {
                if (what.word().equals(word)) {
                    return Optional.of(new TrailStep(
                            json.path("fanout").asText(),
                            json.path("source").asText(),
                            json.path("id").asText(),
                            position(json),
                            json.path("channel").asText(),
                            what,
                            json.path("attempt").asInt(),
                            json.path("detail").asText(),
                            json.has("letter") ? position(json.path("letter")) : null,
                            Instant.parse(json.path("at").asText())));
                }
            }
        } catch (InvalidJsonException | DateTimeException e) {
            // Somebody else's.
        }
        return Optional.empty();
    }

    private static ByteBuffer copy(ByteBuffer value) {
        return ByteBuffer.allocate(value.remaining()).put(value.duplicate()).flip();
    }

    private static Position position(JsonNode json) {
        return new Position(
                json.path("topic").asText(),
                json.path("partition").asInt(),
                json.path("offset").asLong());
    }
}
