package io.milepost.email.recipient;

/** Data about a recipient that is not what it should be. */
public final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Names the field and what is expected there; holds no value. */
    public UnreadableException(String message) {
        super(message);
    }
}
