package io.milepost.email.feedback;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message at one recipient.
 *
 * @param provider who says so, such as {@code ses}
 * @param id the same whenever the provider says the same again
 * @param kind what happened
 * @param address whom it concerns, as the provider writes it
 * @param messageId what {@link io.milepost.email.SentEmail} called the message, or null
 * @param tags those the message was sent with, as far as the provider repeats them
 * @param at when it happened, by the provider's clock
 * @param detail one line for people, such as {@code 550 5.1.1 user unknown}, without the address; empty if nothing is said
 */
public record Feedback(
        String provider,
        String id,
        Kind kind,
        String address,
        @Nullable String messageId,
        Map<String, String> tags,
        Instant at,
        String detail) {
    /** What can happen to a message. */
    public enum Kind {
        /** The provider has sent it on its way. */
        SENT,
        /** The recipient's server has it. */
        DELIVERED,
        /** Not yet; the provider goes on trying. */
        DELAYED,
        /** There is no such mailbox, and never will be. */
        HARD_BOUNCE,
        /** It did not get through this time: mailbox full, server away. */
        SOFT_BOUNCE,
        /** Its recipient calls it spam. */
        COMPLAINT,
        /** Its recipient wants no more of this kind. */
        UNSUBSCRIBED,
        /** The provider has dropped it unsent: it has the address on a list of its own, or found something in it. */
        DROPPED
    }

    /** Copies the tags. */
    public Feedback {
        tags = Map.copyOf(tags);
    }

    /** Without the address. */
    @Override
    public String toString() {
        return "Feedback[" + provider + " " + id + " " + kind + "]";
    }
}
