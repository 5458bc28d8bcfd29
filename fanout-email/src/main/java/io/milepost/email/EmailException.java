package io.milepost.email;

import io.milepost.service.ServiceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Mail that was not sent, or may not have been. Messages name the field that is wrong and hold no address, body or secret.
 */
public abstract sealed class EmailException extends ServiceException {
    private static final long serialVersionUID = 1;

    /** For metrics: one for each class here. */
    public enum Code {
        /** {@link InvalidAddress}. */
        INVALID_ADDRESS,
        /** {@link UnsupportedAddress}. */
        UNSUPPORTED_ADDRESS,
        /** {@link Rejected}. */
        REJECTED,
        /** {@link RateLimited}. */
        RATE_LIMITED,
        /** {@link QuotaExceeded}. */
        QUOTA_EXCEEDED,
        /** {@link Configuration}. */
        CONFIGURATION,
        /** {@link Unavailable}. */
        UNAVAILABLE,
        /** {@link Unknown}. */
        UNKNOWN
    }

    private final Code code;

    private EmailException(Code code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    @Override
    public final Code code() {
        return code;
    }

    /** That is no address: never send to it. */
    public static final class InvalidAddress extends EmailException {
        private static final long serialVersionUID = 1;

        /** Begins with the field, such as {@code to[0]}. */
        public InvalidAddress(String message, @Nullable Throwable cause) {
            super(Code.INVALID_ADDRESS, message, cause);
        }
    }

    /** An address, but not one that this provider writes to, such as one with letters outside ASCII before the {@code @}. */
    public static final class UnsupportedAddress extends EmailException {
        private static final long serialVersionUID = 1;

        /** Begins with the field, such as {@code to[0]}. */
        public UnsupportedAddress(String message, @Nullable Throwable cause) {
            super(Code.UNSUPPORTED_ADDRESS, message, cause);
        }
    }

    /** The provider will never take this message, or it breaks the rules of {@link Email}. */
    public static final class Rejected extends EmailException {
        private static final long serialVersionUID = 1;

        /** Begins with the field if one is at fault. */
        public Rejected(String message, @Nullable Throwable cause) {
            super(Code.REJECTED, message, cause);
        }
    }

    /** Too fast; certainly not sent. */
    public static final class RateLimited extends EmailException {
        private static final long serialVersionUID = 1;

        private final Duration retryAfter;

        /** With what the provider says of when to come back; zero if nothing. */
        public RateLimited(String message, Duration retryAfter, @Nullable Throwable cause) {
            super(Code.RATE_LIMITED, message, cause);
            this.retryAfter = retryAfter;
        }

        /** When to come back; zero if the provider does not say. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** No more for today; certainly not sent. */
    public static final class QuotaExceeded extends EmailException {
        private static final long serialVersionUID = 1;

        private final Duration retryAfter;

        /** With what is known of when there is room again; zero if nothing. */
        public QuotaExceeded(String message, Duration retryAfter, @Nullable Throwable cause) {
            super(Code.QUOTA_EXCEEDED, message, cause);
            this.retryAfter = retryAfter;
        }

        /** When there is room again; zero if the provider does not say. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /**
     * Nothing goes out until a person has done something: wrong credentials, a sender that is not verified, an account that is
     * paused, or an operation that the provider does not have. Certainly not sent.
     */
    public static final class Configuration extends EmailException {
        private static final long serialVersionUID = 1;

        /** Says what to do. */
        public Configuration(String message, @Nullable Throwable cause) {
            super(Code.CONFIGURATION, message, cause);
        }
    }

    /** The provider cannot be reached or does not work; certainly not sent. */
    public static final class Unavailable extends EmailException {
        private static final long serialVersionUID = 1;

        /** Says what happened. */
        public Unavailable(String message, @Nullable Throwable cause) {
            super(Code.UNAVAILABLE, message, cause);
        }
    }

    /** It may have been sent: the provider had the message, or may have had it, and no answer was understood. */
    public static final class Unknown extends EmailException {
        private static final long serialVersionUID = 1;

        /** Says what happened. */
        public Unknown(String message, @Nullable Throwable cause) {
            super(Code.UNKNOWN, message, cause);
        }
    }
}
