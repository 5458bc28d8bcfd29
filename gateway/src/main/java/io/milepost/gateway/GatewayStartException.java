package io.milepost.gateway;

/** The node could not start. The message says what stood in the way and what to do. */
public final class GatewayStartException extends RuntimeException {
    GatewayStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
