package io.milepost.gateway.pusher;

import java.util.concurrent.TimeUnit;

/** How many events a client has said within the last second. Confined to the connection's event loop. */
final class ClientEvents {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int perSecond;
    private long began;
    private int said;

    ClientEvents(int perSecond, long now) {
        this.perSecond = perSecond;
        this.began = now;
    }

    /** Whether one more may be said now. */
    boolean take(long now) {
        if (now - began >= SECOND) {
            began = now;
            said = 0;
        }
        return said++ < perSecond;
    }
}
