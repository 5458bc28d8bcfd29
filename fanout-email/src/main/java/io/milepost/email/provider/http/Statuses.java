package io.milepost.email.provider.http;

import io.milepost.email.EmailException;
import io.milepost.email.http.Reply;
import java.time.Duration;

/**
 * What HTTP's statuses mean for a message, if the provider says no more: 503 and 408 that it was not sent, any other 5xx that
 * it may have been.
 */
public final class Statuses {
    /** However long a provider wants to be left alone, somebody looks again after this time. */
    private static final Duration MOST = Duration.ofMinutes(5);

    private Statuses() {}

    /**
     * The failure for a status.
     *
     * @param answered with a status that is none of success
     * @param credential what to look at if the provider does not know us, such as {@code SENDGRID_API_KEY}
     * @param url the variable with its address
     */
    public static EmailException of(Reply.Answered answered, String credential, String url) {
        int status = answered.status();
        return switch (status) {
            case 401, 403 ->
                new EmailException.Configuration("the provider answered " + status + ": look at " + credential, null);
            case 404, 405 ->
                new EmailException.Configuration("the provider answered " + status + ": look at " + url, null);
            case 408 -> new EmailException.Unavailable("the provider answered 408", null);
            case 413 -> new EmailException.Rejected("the message is larger than the provider takes", null);
            case 429 -> new EmailException.RateLimited("the provider answered 429", retryAfter(answered), null);
            case 503 -> new EmailException.Unavailable("the provider answered 503", null);
            default -> other(status, url);
        };
    }

    private static EmailException other(int status, String url) {
        return switch (status / 100) {
            case 3 ->
                new EmailException.Configuration(
                        "the provider answered " + status + ", and redirects are not followed: look at " + url, null);
            case 4 -> new EmailException.Rejected("the provider answered " + status, null);
            default -> new EmailException.Unknown("the provider answered " + status, null);
        };
    }

    /** {@code Retry-After} in seconds, at most 5 minutes; zero if it is not said. */
    public static Duration retryAfter(Reply.Answered answered) {
        return bounded(Duration.ofSeconds(answered.number("Retry-After").orElse(0)));
    }

    /** A pause between nothing and 5 minutes. */
    public static Duration bounded(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }
}
