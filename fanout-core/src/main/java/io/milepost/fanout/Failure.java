package io.milepost.fanout;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why an event was not delivered. It is logged and kept with dead letters, so it must not repeat bodies or secrets.
 *
 * @param code a short stable word for metrics and filters: {@code timeout}, {@code http-413}
 * @param message one line for a person
 * @param cause the exception behind it, if one is
 */
public record Failure(String code, String message, @Nullable Throwable cause) {
    /** Refuses nulls. */
    public Failure {
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
    }

    /** A failure without an exception. */
    public static Failure of(String code, String message) {
        return new Failure(code, message, null);
    }

    @Override
    public String toString() {
        return code + ": " + message;
    }
}
