package io.milepost.channel;

/** A channel name that breaks the grammar. The message says which rule, and is fit to be shown to the sender. */
public final class InvalidChannelException extends IllegalArgumentException {
    InvalidChannelException(String message) {
        super(message);
    }
}
