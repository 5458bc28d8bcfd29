package io.milepost.gateway.device;

import java.time.Duration;

/**
 * How often what devices have acknowledged is kept.
 *
 * @param every how long what a connected device acknowledges waits at most; at its end it is kept at once
 * @param refresh after how long it is kept again although nothing has changed, so that Kafka does not forget it
 * @param perSecond commits a second that the node makes at most; the others wait
 * @param mostWaiting devices that have gone and whose last places wait to be kept, at most; who goes then gets some events again
 */
public record DevicePace(Duration every, Duration refresh, int perSecond, int mostWaiting) {
    /** Half a minute, a day, 200 a second and 50,000 devices. */
    public static final DevicePace DEFAULT = new DevicePace(Duration.ofSeconds(30), Duration.ofDays(1), 200, 50_000);
}
