package io.milepost.gateway.socket;

/**
 * What one socket may take.
 *
 * @param frameBytes the longest message a client may send
 * @param highWater bytes waiting to be sent above which the socket takes no more
 * @param lowWater bytes waiting below which it takes more again
 * @param compressFrom bytes from which on a frame that is shared is compressed for clients who can read that; 0 for never
 */
public record SocketLimits(int frameBytes, int highWater, int lowWater, int compressFrom) {
    /** The defaults. */
    public static final SocketLimits DEFAULTS = new SocketLimits(64 * 1024, 128 * 1024, 32 * 1024, 0);

    /** The same, compressing from so many bytes on. */
    public SocketLimits withCompressFrom(int bytes) {
        return new SocketLimits(frameBytes, highWater, lowWater, bytes);
    }
}
