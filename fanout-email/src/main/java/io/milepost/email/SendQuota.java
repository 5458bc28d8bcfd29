package io.milepost.email;

import java.time.Instant;

/**
 * How much a provider takes, in recipients.
 *
 * @param perSecond at once; 0 if it does not say
 * @param perDay in any 24 hours; 0 if it does not say
 * @param sentToday of those
 * @param asOf when the provider said so
 */
public record SendQuota(double perSecond, long perDay, long sentToday, Instant asOf) {
    /** Nothing is known. */
    public static final SendQuota UNKNOWN = new SendQuota(0, 0, 0, Instant.EPOCH);
}
