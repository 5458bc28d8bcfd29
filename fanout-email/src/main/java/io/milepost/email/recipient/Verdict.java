package io.milepost.email.recipient;

import java.util.Locale;

/** Whether a recipient may be sent a mail. */
public sealed interface Verdict {
    /** They may. */
    record Go() implements Verdict {}

    /** They may not. */
    record No(Why why) implements Verdict {}

    /** Why somebody is not sent a mail. */
    enum Why {
        /** There is no such mailbox. */
        SUPPRESSED_HARD_BOUNCE,
        /** Mail did not get through several times. */
        SUPPRESSED_SOFT_BOUNCES,
        /** They called our mail spam. */
        SUPPRESSED_COMPLAINT,
        /** A person here said so. */
        SUPPRESSED_MANUAL,
        /** They unsubscribed from this category, or from all. */
        UNSUBSCRIBED,
        /** They switched this category off. */
        PREFERENCE;

        /** As it is written in events and metrics: {@code suppressed_hard_bounce}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
