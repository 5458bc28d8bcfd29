package io.milepost.email.rule;

/** What becomes of a message of which nobody knows whether it was sent. */
public enum OnUnknown {
    /** It is not sent again: at most once. */
    SKIP,
    /** It is sent again: at least once. */
    RESEND
}
