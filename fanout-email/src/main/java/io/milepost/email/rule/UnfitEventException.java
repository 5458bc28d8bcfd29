package io.milepost.email.rule;

/** An event of which a rule can never tell the recipients: its expression fails on it, or it names too many. Skip it. */
public final class UnfitEventException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Names the rule; holds nothing of the event. */
    public UnfitEventException(String message) {
        super(message);
    }
}
