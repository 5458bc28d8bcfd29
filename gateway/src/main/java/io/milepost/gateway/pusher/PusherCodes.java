package io.milepost.gateway.pusher;

import io.milepost.gateway.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What our codes are in Pusher's numbers: 40xx is for good, 41xx after a while, 42xx at once, 43xx closes nothing. */
final class PusherCodes {
    static final int TLS_REQUIRED = 4000;
    static final int UNKNOWN_APP = 4001;
    static final int APP_DISABLED = 4003;
    static final int OVER_QUOTA = 4004;
    static final int NO_PATH = 4005;
    static final int BAD_VERSION = 4006;
    static final int UNSUPPORTED_VERSION = 4007;
    static final int NO_VERSION = 4008;
    static final int UNAUTHORIZED = 4009;
    static final int CLIENT_EVENT = 4301;
    static final int WATCHLIST = 4302;

    private static final int LATER = 4100;
    private static final int GOING = 4200;
    private static final int SILENT = 4201;

    private PusherCodes() {}

    /** With which code a connection ends. */
    static int close(int code) {
        return switch (code) {
            case 0 -> SILENT;
            case 1001 -> GOING;
            case 1008, 1013 -> LATER;
            case 4401, 4408 -> UNAUTHORIZED;
            case 4429 -> LATER;
            default -> code;
        };
    }

    /** The number of a refusal that closes nothing; null for none. */
    static @Nullable Integer of(ErrorCode code) {
        return switch (code) {
            case FORBIDDEN, UNAUTHENTICATED -> UNAUTHORIZED;
            case NOT_PUBLISHABLE -> CLIENT_EVENT;
            default -> null;
        };
    }
}
