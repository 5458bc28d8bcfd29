package io.milepost.event;

/** Bytes that are no JSON value. The message says why without repeating them. */
public final class InvalidJsonException extends IllegalArgumentException {
    InvalidJsonException(String message) {
        super(message);
    }
}
