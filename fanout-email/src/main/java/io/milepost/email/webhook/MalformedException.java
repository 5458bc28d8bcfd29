package io.milepost.email.webhook;

/** A body that is not what the provider's documents say. */
final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Names the field, and nothing of its value. */
    MalformedException(String message) {
        super(message, null, false, false);
    }
}
