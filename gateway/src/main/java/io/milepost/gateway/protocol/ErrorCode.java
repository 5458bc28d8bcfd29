package io.milepost.gateway.protocol;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a request or a connection was refused. */
public enum ErrorCode {
    /** No token, or one that is not worth anything. */
    UNAUTHENTICATED(4401),
    /** The token was good until now. */
    TOKEN_EXPIRED(4401),
    /** No token came in time. */
    AUTH_TIMEOUT(4408),
    /** The token does not reach that far. */
    FORBIDDEN(0),
    /** Clients may not publish events of this type there. */
    NOT_PUBLISHABLE(0),
    /** The type belongs to the protocol. */
    RESERVED_TYPE(0),
    /** The data is missing, or too much. */
    INVALID_DATA(0),
    /** The user has as many connections as one may. */
    TOO_MANY_CONNECTIONS(4429),
    /** Not a frame of the protocol; the message names the field. */
    INVALID_MESSAGE(0),
    /** The frame's type is none that clients send. */
    UNKNOWN_TYPE(0),
    /** The channel's name breaks the grammar. */
    INVALID_CHANNEL(0),
    /** The cursor is damaged or another channel's. */
    INVALID_CURSOR(0),
    /** The connection has as many subscriptions as it may. */
    TOO_MANY_CHANNELS(0),
    /** A binary frame. */
    UNSUPPORTED_DATA(1003),
    /** Text that is not UTF-8. */
    INVALID_TEXT(1007),
    /** A frame beyond the limit. */
    TOO_LARGE(1009),
    /** The client breaks the WebSocket protocol itself. */
    PROTOCOL_VIOLATION(1002),
    /** More at once than is taken. */
    RATE_LIMITED(1008),
    /** Not now; the same may work a little later. */
    UNAVAILABLE(0);

    private static final Map<String, ErrorCode> BY_WORD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::code, Function.identity()));

    private final int closeCode;

    ErrorCode(int closeCode) {
        this.closeCode = closeCode;
    }

    /** The word on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a word on the wire means; null if it is none of these. */
    public static @Nullable ErrorCode of(String word) {
        return BY_WORD.get(word);
    }

    /** The WebSocket close code that follows, or 0 if the connection goes on. */
    public int closeCode() {
        return closeCode;
    }
}
