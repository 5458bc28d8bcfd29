package io.milepost.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value as it was written: valid UTF-8, exactly one root. Native clients get the bytes as they are; only rooms,
 * which say it in other words, have it parsed.
 */
public final class Json {
    /** The value {@code null}. */
    public static final Json NULL = new Json(ByteBuffer.wrap("null".getBytes(StandardCharsets.US_ASCII)));

    /** Writes a little deeper than it reads, since what was read may be put into something else. */
    static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(1_100)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final JsonFactory FACTORY = MAPPER.getFactory();
    private static final int MOST_EXPONENT_DIGITS = 6;

    private final ByteBuffer utf8;

    private Json(ByteBuffer utf8) {
        this.utf8 = utf8;
    }

    /**
     * Takes the bytes as they are, without a copy; the caller no longer changes them.
     *
     * @param utf8 a buffer with an accessible array
     * @throws InvalidJsonException if they are no UTF-8, no JSON, or more than one value
     */
    public static Json of(ByteBuffer utf8) {
        ByteBuffer own = utf8.slice();
        String fault = fault(own);
        if (fault != null) {
            throw new InvalidJsonException(fault);
        }
        return new Json(own);
    }

    /**
     * Takes a text.
     *
     * @throws InvalidJsonException if it is not exactly one JSON value
     */
    public static Json of(String text) {
        return of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes a tree. */
    public static Json of(JsonNode tree) {
        try {
            return new Json(ByteBuffer.wrap(MAPPER.writeValueAsBytes(tree)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What makes these bytes something else than one JSON value in UTF-8, or null if nothing does. */
    static @Nullable String fault(ByteBuffer utf8) {
        if (!isUtf8(utf8) || isOtherUnicode(utf8)) {
            return "not valid UTF-8";
        }
        try (JsonParser parser =
                FACTORY.createParser(utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining())) {
            if (parser.nextToken() == null) {
                return "empty, where a JSON value is expected";
            }
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.VALUE_NUMBER_FLOAT && isBeyondReach(parser)) {
                    return "a number whose exponent nothing can hold";
                }
            } while (parser.nextToken() != null && depth > 0);
            return parser.currentToken() == null ? null : "more than one JSON value";
        } catch (JsonProcessingException e) {
            return "not JSON: " + position(e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** Whether a number's exponent has more digits than any that means something; parsers have bounds of their own there. */
    private static boolean isBeyondReach(JsonParser parser) throws IOException {
        char[] text = parser.getTextCharacters();
        int end = parser.getTextOffset() + parser.getTextLength();
        int digits = 0;
        for (int at = end - 1; at >= parser.getTextOffset(); at--) {
            if (text[at] == 'e' || text[at] == 'E') {
                return digits > MOST_EXPONENT_DIGITS;
            }
            digits += Character.isDigit(text[at]) ? 1 : 0;
        }
        return false;
    }

    /** The bytes, as a buffer of the caller's own. */
    public ByteBuffer utf8() {
        return utf8.duplicate();
    }

    /** How many bytes the value takes. */
    public int size() {
        return utf8.remaining();
    }

    /** Parses the value into a tree. */
    public JsonNode tree() {
        try {
            return MAPPER.readTree(utf8.array(), utf8.arrayOffset() + utf8.position(), utf8.remaining());
        } catch (IOException e) {
            throw new IllegalStateException("checked before", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Json that && utf8.equals(that.utf8);
    }

    @Override
    public int hashCode() {
        return utf8.hashCode();
    }

    @Override
    public String toString() {
        return StandardCharsets.UTF_8.decode(utf8()).toString();
    }

    /** Says where, never what: the bytes may be somebody's secret. */
    private static String position(JsonProcessingException e) {
        return e.getLocation() == null
                ? "unexpected end"
                : "stopped at byte " + Math.max(0, e.getLocation().getByteOffset());
    }

    /**
     * Whether a parser would guess, from a byte order mark or zeros between the letters, that these bytes are JSON in
     * another way of writing Unicode. They are handed on as they are, as a part of other JSON, and would spoil that.
     */
    private static boolean isOtherUnicode(ByteBuffer utf8) {
        int at = utf8.position();
        for (int i = at; i < Math.min(at + 4, utf8.limit()); i++) {
            if (utf8.get(i) == 0) {
                return true;
            }
        }
        return utf8.remaining() >= 3
                && utf8.get(at) == (byte) 0xef
                && utf8.get(at + 1) == (byte) 0xbb
                && utf8.get(at + 2) == (byte) 0xbf;
    }

    private static boolean isUtf8(ByteBuffer utf8) {
        byte[] bytes = utf8.array();
        int from = utf8.arrayOffset() + utf8.position();
        int to = from + utf8.remaining();
        int seen = 0;
        for (int i = from; i < to; i++) {
            seen |= bytes[i];
        }
        if (seen >= 0) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(utf8.duplicate());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
