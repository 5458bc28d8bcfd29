package io.milepost.pusher;

import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;

/** What an answer means for who asked for something to be done now. */
final class Refusals {
    private Refusals() {}

    /** Says why what was asked for was not done; for answers outside 200 to 299. */
    static RealtimeException of(Answer answer) {
        if (answer instanceof Answer.Lost lost) {
            return new RealtimeException(Code.UNAVAILABLE, lost.failure().message());
        }
        Answer.Replied replied = (Answer.Replied) answer;
        int status = replied.status();
        String message = replied.call() + ": " + Verdict.meaning(status);
        if (status == 429) {
            return replied.pause().isZero()
                    ? new RealtimeException(Code.RATE_LIMITED, message)
                    : RealtimeException.rateLimited(message, replied.pause(), null);
        }
        return new RealtimeException(code(status), message);
    }

    private static Code code(int status) {
        return switch (status) {
            case 400, 422 -> Code.INVALID_DATA;
            case 401 -> Code.UNAUTHORIZED;
            case 403 -> Code.FORBIDDEN;
            case 413 -> Code.TOO_LARGE;
            case 408 -> Code.UNAVAILABLE;
            default -> status >= 500 ? Code.UNAVAILABLE : Code.CONFIGURATION;
        };
    }
}
