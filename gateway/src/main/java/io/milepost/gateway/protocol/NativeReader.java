package io.milepost.gateway.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the frames of native clients. Whatever a client sends, it answers; it never throws. */
public final class NativeReader {
    private static final ObjectReader JSON = new ObjectMapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    private static final int MAX_ID = 128;
    /** Each is answered, so that a frame of names is a multiple of itself in answers. */
    private static final int MAX_TARGETS = 1_000;

    private static final Map<String, String> SHORTHANDS = Map.of("povId", "pov-", "teamId", "team-");

    private NativeReader() {}

    /** Reads one frame. */
    public static Inbound read(String text) {
        JsonNode frame;
        try {
            frame = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return nonsense(null, ErrorCode.INVALID_MESSAGE, "the frame is not one JSON object");
        }
        if (!frame.isObject()) {
            return nonsense(null, ErrorCode.INVALID_MESSAGE, "the frame is not one JSON object");
        }
        String id = null;
        try {
            id = id(frame);
            return new Inbound.Request(id, command(frame));
        } catch (Refused e) {
            return nonsense(id, e.code, e.why);
        }
    }

    private static Command command(JsonNode frame) throws Refused {
        String type = text(frame, "type");
        return switch (type) {
            case "auth" -> new Command.Auth(text(frame, "token"));
            case "ping" -> new Command.Ping();
            case "subscribe" -> new Command.Subscribe(targets(frame), since(frame));
            case "unsubscribe" -> new Command.Unsubscribe(targets(frame));
            default -> throw new Refused(ErrorCode.UNKNOWN_TYPE, "type: \"" + brief(type) + "\" is not known");
        };
    }

    private static List<Target> targets(JsonNode frame) throws Refused {
        List<Target> targets = new ArrayList<>();
        if (frame.has("channel")) {
            targets.add(new Target(text(frame, "channel"), null));
        }
        for (Map.Entry<String, String> shorthand : SHORTHANDS.entrySet()) {
            String field = shorthand.getKey();
            if (frame.has(field)) {
                String key = text(frame, field);
                targets.add(new Target(shorthand.getValue() + key, new Echo(field, key)));
            }
        }
        for (JsonNode one : frame.path("channels")) {
            if (!one.isTextual()) {
                throw new Refused(ErrorCode.INVALID_MESSAGE, "channels: a list of names is expected");
            }
            targets.add(new Target(one.textValue(), null));
        }
        if (targets.size() > MAX_TARGETS) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, "channels: at most " + MAX_TARGETS + " in one frame");
        }
        if (targets.isEmpty()) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, "channel: missing");
        }
        return targets;
    }

    private static Since since(JsonNode frame) throws Refused {
        if (!frame.hasNonNull("since")) {
            return new Since.Unsaid();
        }
        String since = text(frame, "since");
        return switch (since) {
            case "latest" -> new Since.Latest();
            case "earliest" -> new Since.Earliest();
            default -> new Since.After(since);
        };
    }

    private static String text(JsonNode frame, String field) throws Refused {
        JsonNode value = frame.get(field);
        if (value == null || !value.isTextual()) {
            throw new Refused(
                    ErrorCode.INVALID_MESSAGE, field + (value == null ? ": missing" : ": a string is expected"));
        }
        return value.textValue();
    }

    /** Numbers and strings go back with the same value; anything else would be a way to make answers arbitrarily large. */
    private static @Nullable String id(JsonNode frame) throws Refused {
        JsonNode id = frame.get("id");
        if (id == null || id.isNull()) {
            return null;
        }
        String json = id.toString();
        if (!(id.isTextual() || id.isNumber()) || json.length() > MAX_ID) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, "id: a string or number of at most " + MAX_ID + " characters");
        }
        return json;
    }

    private static String brief(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static Inbound nonsense(@Nullable String id, ErrorCode code, String message) {
        return new Inbound.Nonsense(new Notice.Refusal(id, code, message, null));
    }

    /** How a frame is given up half way. */
    private static final class Refused extends Exception {
        private final ErrorCode code;
        private final String why;

        Refused(ErrorCode code, String why) {
            super(why, null, false, false);
            this.code = code;
            this.why = why;
        }
    }
}
