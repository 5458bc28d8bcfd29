package io.milepost.fanout.webhook;

import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** What an answer, or the lack of one, means for the event. */
final class Answer {
    private Answer() {}

    static Outcome to(HttpResponse<?> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return Outcome.delivered();
        }
        Failure failure = Failure.of("http-" + status, "the receiver answered " + status);
        return switch (status) {
            // Not now.
            case 408, 425, 429 -> new Outcome.RetryAfter(pause(response), failure);
            // Nothing of ours is welcome there, or nobody is there: no fault of this event's.
            case 401, 403, 404, 405, 410 -> new Outcome.Halted(failure);
            default -> {
                if (status >= 500) {
                    yield new Outcome.RetryAfter(pause(response), failure);
                }
                // The rest of 4xx finds fault with the event; a redirect, with the address.
                yield status >= 400 ? new Outcome.Rejected(failure) : new Outcome.Halted(failure);
            }
        };
    }

    static Outcome to(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String code = "connection";
        if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
            code = "timeout";
        } else if (cause instanceof ConnectException) {
            code = "connect";
        }
        return Outcome.retry(new Failure(code, "no answer: " + cause.getClass().getSimpleName(), cause));
    }

    /** What Retry-After says in seconds. A date there is left to the runtime, as no clock but ours is to be trusted. */
    private static Duration pause(HttpResponse<?> response) {
        return response.headers()
                .firstValue("retry-after")
                .filter(text -> text.matches("\\d{1,4}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(Duration.ZERO);
    }
}
