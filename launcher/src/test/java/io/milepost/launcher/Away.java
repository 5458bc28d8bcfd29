package io.milepost.launcher;

import java.util.concurrent.TimeUnit;

/** How long a client is away, since it was told to go or lost its connection, until it is back. Its owner locks it. */
final class Away {
    private boolean is;
    private long since;
    private long toldMs;
    private int told;
    private long longestToldMs;
    private long longestMs;

    /** It was told to come back after so many milliseconds. */
    void begin(long afterMs) {
        is = true;
        since = System.nanoTime();
        toldMs = afterMs;
        told++;
        longestToldMs = Math.max(longestToldMs, afterMs);
    }

    /** It has lost its connection, with a word before or without. */
    void lost() {
        if (!is) {
            is = true;
            since = System.nanoTime();
            toldMs = 0;
        }
    }

    void end() {
        if (is) {
            longestMs = Math.max(longestMs, -leftMs());
            is = false;
        }
    }

    /** How long it is to stay away, in milliseconds; less than nothing if that is over. */
    long leftMs() {
        return is ? toldMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) : 0;
    }

    /** How often it was told to come back elsewhere. */
    int told() {
        return told;
    }

    /** The longest that it was told to stay away, in milliseconds. */
    long longestToldMs() {
        return longestToldMs;
    }

    /** The longest that it was away beyond what it was told, in milliseconds. */
    long longestMs() {
        return longestMs;
    }
}
