package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token, or all a user's tokens up to a moment, that are good no longer. On Kafka its key is {@code jti:ID} or
 * {@code user:ID} and its value {@code {"until":S,"issuedBefore":S}}, in seconds since the epoch; a record without a value
 * lifts it.
 *
 * @param id the token's {@code jti}, or the user
 * @param until when it may be forgotten, because the tokens have ended by then; null for as long as Kafka keeps it
 * @param issuedBefore of a user: tokens with this {@code iat} or an older one, or none; null for the time of the record
 */
public record Revocation(
        Subject subject,
        String id,
        @Nullable Instant until,
        @Nullable Instant issuedBefore) {
    /** Characters an id has at most. */
    public static final int MAX_ID = 1_024;

    /** The year 9999. */
    private static final long MAX_SECOND = 253_402_300_799L;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is revoked. */
    public enum Subject {
        /** One token. */
        TOKEN("jti:"),
        /** A user's tokens. */
        USER("user:");

        private final String prefix;

        Subject(String prefix) {
            this.prefix = prefix;
        }

        /** The key of the record that revokes it. */
        public String key(String id) {
            return prefix + id;
        }
    }

    /** Says so of one token. */
    public static Revocation ofToken(String tokenId, @Nullable Instant until) {
        return new Revocation(Subject.TOKEN, tokenId, until, null);
    }

    /** Says so of a user's tokens as of now. */
    public static Revocation ofUser(String userId, @Nullable Instant until) {
        return new Revocation(Subject.USER, userId, until, Instant.now());
    }

    String key() {
        return subject.key(id);
    }

    byte[] value() {
        ObjectNode value = JSON.createObjectNode();
        value.put("until", until == null ? null : until.getEpochSecond());
        if (issuedBefore != null) {
            value.put("issuedBefore", issuedBefore.getEpochSecond());
        }
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the key names, or null if it names nothing. */
    static @Nullable Subject subjectOf(String key) {
        for (Subject subject : Subject.values()) {
            int length = subject.prefix.length();
            if (key.startsWith(subject.prefix) && key.length() > length && key.length() <= length + MAX_ID) {
                return subject;
            }
        }
        return null;
    }

    static String idIn(String key, Subject subject) {
        return key.substring(subject.prefix.length());
    }

    /**
     * Reads a record.
     *
     * @throws IllegalArgumentException if the value says nothing that can be understood
     */
    static Revocation read(Subject subject, String id, byte[] value) {
        try {
            JsonNode said = JSON.readTree(value);
            if (!said.isObject()) {
                throw new IllegalArgumentException("no JSON object: " + new String(value, UTF_8));
            }
            return new Revocation(subject, id, time(said.get("until")), time(said.get("issuedBefore")));
        } catch (IOException e) {
            throw new IllegalArgumentException("no JSON: " + new String(value, UTF_8), e);
        }
    }

    private static @Nullable Instant time(@Nullable JsonNode seconds) {
        if (seconds == null || seconds.isNull()) {
            return null;
        }
        if (!seconds.isIntegralNumber() || seconds.asLong() < 0 || seconds.asLong() > MAX_SECOND) {
            throw new IllegalArgumentException("no time in seconds: " + seconds);
        }
        return Instant.ofEpochSecond(seconds.asLong());
    }
}
