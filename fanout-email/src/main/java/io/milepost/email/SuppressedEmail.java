package io.milepost.email;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An address that gets nothing.
 *
 * @param address as it is written to
 * @param reason why
 * @param since when it began
 * @param until when it ends by itself, or null for never
 */
public record SuppressedEmail(
        String address,
        Reason reason,
        Instant since,
        @Nullable Instant until) {
    /** Why an address gets nothing. */
    public enum Reason {
        /** There is no such mailbox. */
        HARD_BOUNCE,
        /** Mail did not get through several times. */
        SOFT_BOUNCES,
        /** Its owner called our mail spam. */
        COMPLAINT,
        /** A person here said so. */
        MANUAL
    }

    /** Without the address. */
    @Override
    public String toString() {
        return "SuppressedEmail[" + reason + " since " + since + "]";
    }
}
