package io.milepost.email.unsubscribe;

/** What was sent cannot be understood. The message is for whoever sent it. */
final class BadFormException extends Exception {
    private static final long serialVersionUID = 1;

    BadFormException(String message) {
        super(message, null, false, false);
    }
}
