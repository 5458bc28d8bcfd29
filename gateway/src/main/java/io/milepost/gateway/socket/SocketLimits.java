package io.milepost.gateway.socket;

/**
 * What one socket may take.
 *
 * @param frameBytes the longest message a client may send
 * @param highWater bytes waiting to be sent above which the socket takes no more
 * @param lowWater bytes waiting below which it takes more again
 */
public record SocketLimits(int frameBytes, int highWater, int lowWater) {
    /** The defaults. */
    public static final SocketLimits DEFAULTS = new SocketLimits(64 * 1024, 128 * 1024, 32 * 1024);
}
