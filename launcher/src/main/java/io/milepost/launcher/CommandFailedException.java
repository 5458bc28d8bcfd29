package io.milepost.launcher;

/** A command that could not do what it was asked to. The message is all that the user needs. */
final class CommandFailedException extends RuntimeException {
    CommandFailedException(String message) {
        super(message);
    }
}
