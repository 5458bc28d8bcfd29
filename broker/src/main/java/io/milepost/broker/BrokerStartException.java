package io.milepost.broker;

/** The broker could not be started. The message says what stood in the way and what to do. */
public final class BrokerStartException extends RuntimeException {
    BrokerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
