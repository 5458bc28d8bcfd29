package io.milepost.gateway.session;

import io.milepost.gateway.protocol.ErrorCode;

/**
 * How a stay ended.
 *
 * @param how one word, for the log
 * @param code the WebSocket close code, by whichever side said it first; 0 if neither did
 */
public record Ending(String how, int code) {
    /** The connection ended without a word; of a stream, every end that the client makes. */
    public static final Ending LOST = new Ending("lost", 0);

    /** The client took and said nothing for too long. */
    static final Ending SILENT = new Ending("silent", 0);

    /** The node goes. */
    static final Ending DRAINED = new Ending("drained", 1001);

    /** Of the registered close codes, 1013 says that the same may work a little later. */
    static final Ending AWAY = new Ending(ErrorCode.UNAVAILABLE.code(), 1013);

    /** The client took too little of what it could not have later. */
    static final Ending SLOW = new Ending("slow", 1001);

    /** The client said goodbye. */
    public static Ending closed(int code) {
        return new Ending("closed", Math.max(0, code));
    }

    /** Something was refused that ends a connection. */
    static Ending refused(ErrorCode code) {
        return new Ending(code.code(), code.closeCode());
    }
}
