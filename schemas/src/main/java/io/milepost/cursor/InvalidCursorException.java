package io.milepost.cursor;

/** A cursor that this channel never gave out. */
public final class InvalidCursorException extends IllegalArgumentException {
    InvalidCursorException(String message) {
        super(message);
    }
}
