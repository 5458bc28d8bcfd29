package io.milepost.pusher;

import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;

/** What an answer means for the events that were sent. The table is in docs/PUSHER.md. */
final class Verdict {
    private Verdict() {}

    static Outcome of(Answer answer) {
        if (answer instanceof Answer.Lost lost) {
            return Outcome.retry(lost.failure());
        }
        Answer.Replied replied = (Answer.Replied) answer;
        int status = replied.status();
        if (status >= 200 && status < 300) {
            return Outcome.delivered(Integer.toString(status));
        }
        Failure failure = Failure.of("http-" + status, replied.call() + ": " + meaning(status));
        if (status == 408 || status == 429 || status >= 500) {
            return new Outcome.RetryAfter(replied.pause(), failure);
        }
        return status == 401 || status == 403 || status == 407 || status < 400
                ? new Outcome.Halted(failure)
                : new Outcome.Rejected(failure);
    }

    /** What such a status means where no event was taken, for people. */
    static String meaning(int status) {
        return switch (status) {
            case 400, 422 -> "Pusher finds it invalid";
            case 401 -> "Pusher refuses the signature: key, secret or this machine's clock are wrong";
            case 403 -> "Pusher refuses the app: it is closed, or over its quota";
            case 404 -> "Pusher does not know the app: see appId, and cluster or host";
            case 407 -> "the proxy in between wants credentials";
            case 413 -> "Pusher finds it too large";
            case 429 -> "too many requests";
            default ->
                status < 400
                        ? "status " + status + ", so that is not the API: see cluster, or host and scheme"
                        : "status " + status;
        };
    }
}
