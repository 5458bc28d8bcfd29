package io.milepost.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.milepost.event.Json;
import io.milepost.event.ReservedTypes;
import io.milepost.trace.TraceContext;
import org.jspecify.annotations.Nullable;

/** A client's frame: one JSON object, whose fields are asked for by name and refused by name. */
public final class Frame {
    private static final int DEEPEST = 100;
    private static final ObjectReader JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
    private static final int MAX_ID = 128;

    private final JsonNode fields;

    private Frame(JsonNode fields) {
        this.fields = fields;
    }

    /** How a frame is given up half way. */
    static final class Refused extends Exception {
        private final ErrorCode code;

        Refused(ErrorCode code, String why) {
            super(why, null, false, false);
            this.code = code;
        }
    }

    /** What a dialect makes of a frame. */
    @FunctionalInterface
    interface Parser {
        Command parse(Frame frame, String type) throws Refused;
    }

    /** Reads a text; never throws. */
    static Inbound read(String text, Parser parser) {
        JsonNode fields = parse(text);
        if (!fields.isObject()) {
            return nonsense(null, ErrorCode.INVALID_MESSAGE, "the frame is not one JSON object");
        }
        Frame frame = new Frame(fields);
        String id = null;
        try {
            id = frame.id();
            return new Inbound.Request(id, parser.parse(frame, frame.text("type")));
        } catch (Refused e) {
            return nonsense(id, e.code, String.valueOf(e.getMessage()));
        }
    }

    /** Whether a text is a frame of this type; nothing else is looked at. */
    static boolean isOfType(String text, String type) {
        return parse(text).path("type").asText().equals(type);
    }

    /** A missing node if it is no JSON, or has a number that nothing here can hold. */
    public static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException | NumberFormatException e) {
            // Jackson lets an exponent beyond an int through as the latter.
            return MissingNode.getInstance();
        }
    }

    private static Inbound nonsense(@Nullable String id, ErrorCode code, String message) {
        return new Inbound.Nonsense(new Notice.Refusal(id, code, message, null));
    }

    static Refused unknownType(String type) {
        String shown = type.length() <= 40 ? type : type.substring(0, 40) + "…";
        return new Refused(ErrorCode.UNKNOWN_TYPE, "type: \"" + shown + "\" is not known");
    }

    boolean has(String field) {
        return fields.hasNonNull(field);
    }

    String text(String field) throws Refused {
        JsonNode value = fields.get(field);
        if (value == null || !value.isTextual()) {
            throw new Refused(
                    ErrorCode.INVALID_MESSAGE, field + (value == null ? ": missing" : ": a string is expected"));
        }
        return value.textValue();
    }

    /** Null if nothing is said. */
    @Nullable
    String textIfSaid(String field) throws Refused {
        return has(field) ? text(field) : null;
    }

    /** A whole number between 1 and a bound. */
    int count(String field, int fallback, int most) throws Refused {
        if (!has(field)) {
            return fallback;
        }
        JsonNode value = fields.get(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, field + ": a whole number above 0 is expected");
        }
        return Math.min(most, value.intValue());
    }

    /** The type of an event that a client wants to be said; none of the protocol's own. */
    String eventType(String field) throws Refused {
        String type = text(field);
        if (type.isEmpty() || type.length() > 200) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, field + ": 1 to 200 characters are expected");
        }
        if (ReservedTypes.contains(type)) {
            throw new Refused(ErrorCode.RESERVED_TYPE, field + ": \"" + type + "\" belongs to the protocol");
        }
        return type;
    }

    /** Any JSON value. */
    Json json(String field) throws Refused {
        JsonNode value = fields.get(field);
        if (value == null) {
            throw new Refused(ErrorCode.INVALID_DATA, field + ": missing");
        }
        return Json.of(value);
    }

    /** Of which trace something is part; null if nothing is said. */
    @Nullable
    TraceContext trace() throws Refused {
        String parent = textIfSaid(TraceContext.PARENT);
        TraceContext trace = TraceContext.of(parent, textIfSaid(TraceContext.STATE));
        if (parent != null && trace == null) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, TraceContext.PARENT + ": not as W3C's Trace Context has it");
        }
        return trace;
    }

    /** All of it. */
    Json whole() {
        return Json.of(fields.isMissingNode() ? JsonNodeFactory.instance.objectNode() : fields);
    }

    /** A list, or nothing. */
    JsonNode list(String field) throws Refused {
        JsonNode value = fields.path(field);
        if (!value.isMissingNode() && !value.isArray()) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, field + ": a list of names is expected");
        }
        return value;
    }

    /** An object within, whose fields are asked for in the same way; empty if it is not there. */
    Frame within(String field) throws Refused {
        JsonNode value = fields.path(field);
        if (!value.isMissingNode() && !value.isObject()) {
            throw new Refused(ErrorCode.INVALID_DATA, field + ": an object is expected");
        }
        return new Frame(value);
    }

    /** Strings and numbers go back with the same value; anything else would make answers arbitrarily large. */
    private @Nullable String id() throws Refused {
        JsonNode id = fields.get("id");
        if (id == null || id.isNull()) {
            return null;
        }
        String json = id.toString();
        if (!(id.isTextual() || id.isNumber()) || json.length() > MAX_ID) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, "id: a string or number of at most " + MAX_ID + " characters");
        }
        return json;
    }
}
