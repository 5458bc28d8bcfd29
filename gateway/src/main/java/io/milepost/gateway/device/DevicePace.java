package io.milepost.gateway.device;

import java.time.Duration;

/**
 * How often what devices have acknowledged is kept. Devices of users, those of nobody that are kept already, and those of nobody
 * that are not, have commits of their own, so that none of them waits behind another kind.
 *
 * @param every how long what a connected device acknowledges waits at most; at its end it is kept at once
 * @param refresh after how long it is kept again although nothing has changed, so that Kafka does not forget it
 * @param users of devices of users, and of those with which a user has signed in
 * @param nameless of devices of nobody that have been kept before
 * @param newcomers of devices of nobody that have not: whoever knows an app's key may bring any number of them
 * @param patience how long a newcomer has to be connected before it is kept
 */
public record DevicePace(
        Duration every, Duration refresh, Budget users, Budget nameless, Budget newcomers, Duration patience) {
    /**
     * Half a minute and a day; 200, 50 and 5 a second; 5 seconds.
     */
    public static final DevicePace DEFAULT = new DevicePace(
            Duration.ofSeconds(30),
            Duration.ofDays(1),
            new Budget(200, 50_000),
            new Budget(50, 10_000),
            new Budget(5, 1_000),
            Duration.ofSeconds(5));

    /**
     * What one kind of devices may take.
     *
     * @param perSecond commits a second that the node makes at most; the others wait
     * @param mostWaiting how many may wait when one more goes, whose last place is not kept otherwise
     */
    public record Budget(int perSecond, int mostWaiting) {}

    /** The same with another patience. */
    public DevicePace withPatience(Duration changed) {
        return new DevicePace(every, refresh, users, nameless, newcomers, changed);
    }
}
