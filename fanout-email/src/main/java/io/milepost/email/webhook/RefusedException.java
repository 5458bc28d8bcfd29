package io.milepost.email.webhook;

/** A call that is not taken, for a reason that shows up in the middle of checking it. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    /** With the status of the answer, and a reason without anything of what was sent. */
    RefusedException(int status, String why) {
        super(why, null, false, false);
        this.status = status;
    }

    Verdict verdict() {
        return new Verdict.Refused(status, String.valueOf(getMessage()));
    }
}
