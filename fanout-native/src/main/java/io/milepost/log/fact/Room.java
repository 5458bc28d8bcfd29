package io.milepost.log.fact;

import java.util.HashMap;
import java.util.Map;

/**
 * How much may wait, shared by all who write: each may take as much as it leaves free, so one alone has half of it, two have a third
 * each, and whoever comes next still finds room. Any thread.
 */
final class Room {
    private final int most;
    private final long mostBytes;
    private final Map<String, Share> shares = new HashMap<>();
    private final Share all = new Share();

    Room(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** What one has in it. */
    private static final class Share {
        private int count;
        private long bytes;

        void add(int number, long size) {
            count += number;
            bytes += size;
        }
    }

    /** Returns whether there is room for one more of this writer's; if so, it is taken until it is {@link #leave left}. */
    synchronized boolean enter(String writer, long size) {
        Share own = shares.computeIfAbsent(writer, first -> new Share());
        boolean fits = own.count < most - all.count && own.bytes + size <= mostBytes - all.bytes;
        if (fits) {
            own.add(1, size);
            all.add(1, size);
        } else if (own.count == 0) {
            shares.remove(writer);
        }
        return fits;
    }

    /** One that had entered waits no longer. */
    synchronized void leave(String writer, long size) {
        Share own = shares.get(writer);
        if (own != null) {
            own.add(-1, -size);
            all.add(-1, -size);
            if (own.count == 0) {
                shares.remove(writer);
            }
        }
    }
}
