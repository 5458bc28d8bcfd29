package io.milepost.email.ledger;

/** How far a request is. */
public enum Phase {
    /** A call of the provider is about to be made, or was, and what came of it is not known yet. */
    ATTEMPTING,
    /** A call was made and has certainly sent nothing: it may be made again. */
    RELEASED,
    /** The provider has it. */
    ACCEPTED,
    /** It may have been sent, and is not sent again. */
    UNKNOWN,
    /** It will never be sent. */
    ENDED;

    /** Whether no further call is made for it. */
    public boolean isFinal() {
        return this == ACCEPTED || this == UNKNOWN || this == ENDED;
    }
}
