package io.milepost.service.realtime;

import io.milepost.service.ServiceException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a {@link RealtimeService} that did not succeed: one {@link Code} of a closed set, whoever the provider
 * is. What the provider said is the cause.
 */
public final class RealtimeException extends ServiceException {
    private final Code code;
    private final @Nullable Duration retryAfter;

    /** What went wrong, in words that mean the same for every provider. */
    public enum Code {
        /** A channel's name breaks the grammar, or the operation does not go with such a channel. */
        INVALID_CHANNEL(false),
        /** An event's name is empty, too long or reserved. */
        INVALID_EVENT(false),
        /** Something else that was handed in is wrong: the data, a socket id, a webhook's body. */
        INVALID_DATA(false),
        /** More bytes, channels or events than the provider takes at once. */
        TOO_LARGE(false),
        /** The provider does not know our credentials. */
        UNAUTHORIZED(false),
        /** The provider knows who we are and refuses: not ours, not allowed, a quota that does not refill by waiting. */
        FORBIDDEN(false),
        /** What was asked for does not exist. */
        NOT_FOUND(false),
        /** Too much at once; {@link #retryAfter} says when to come back, if the provider did. */
        RATE_LIMITED(true),
        /** The provider is away, too slow or failing. It may have done what was asked. */
        UNAVAILABLE(true),
        /** This provider cannot do this, or not as it is configured: the message says what would be needed. */
        UNSUPPORTED(false),
        /** The provider says that what it is configured with cannot be right, such as an app that does not exist. */
        CONFIGURATION(false);

        private final boolean worthRetrying;

        Code(boolean worthRetrying) {
            this.worthRetrying = worthRetrying;
        }

        /** Whether the same call may succeed later with nothing changed on this side. */
        public boolean worthRetrying() {
            return worthRetrying;
        }
    }

    /** A failure that nothing else caused. */
    public RealtimeException(Code code, String message) {
        this(code, message, null);
    }

    /**
     * A failure.
     *
     * @param message begins with the field that is wrong, where one is; holds no secrets and no data
     * @param cause what the provider said, or null
     */
    public RealtimeException(Code code, String message, @Nullable Throwable cause) {
        this(code, message, null, cause);
    }

    private RealtimeException(Code code, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** A {@link Code#RATE_LIMITED} failure that says when to come back. */
    public static RealtimeException rateLimited(String message, Duration retryAfter, @Nullable Throwable cause) {
        return new RealtimeException(Code.RATE_LIMITED, message, retryAfter, cause);
    }

    @Override
    public Code code() {
        return code;
    }

    /** When the same call may be tried again, if the provider said so. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
