package io.milepost.gateway;

/** The node could not start. The message says what stood in the way and what to do. */
public final class GatewayStartException extends RuntimeException {
    GatewayStartException(String message, Throwable cause) {
        super(message, cause);
    }

    static GatewayStartException cannotListen(String host, int port, String key, Throwable cause) {
        return new GatewayStartException(
                "the gateway cannot listen on " + host + ":" + port + ": " + cause.getMessage()
                        + ". Choose another port with " + key,
                cause);
    }
}
