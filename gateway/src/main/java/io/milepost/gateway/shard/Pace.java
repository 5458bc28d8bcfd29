package io.milepost.gateway.shard;

import java.util.concurrent.TimeUnit;

/**
 * How much a shard does at once before others have their turn.
 *
 * @param sliceNanos how long a turn of the loop may last
 * @param lookEvery after how many sockets a delivery looks at the clock
 * @param pullBytes heap bytes of records that one pull takes at most
 * @param portionBytes heap bytes of records that one reader behind is given at once
 */
record Pace(long sliceNanos, int lookEvery, long pullBytes, long portionBytes) {
    static final Pace DEFAULT = new Pace(TimeUnit.MILLISECONDS.toNanos(1), 16, 512 * 1024, 64 * 1024);
}
