package io.milepost.email.recipient;

import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.feedback.Feedback;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that is told of one recipient and may change what mail they get. It stands on the topic of requests, in the
 * recipient's own lane, as {@link NoticeJson} writes it. What is beyond {@link NoticeBounds} is refused with an {@link
 * UnreadableException}.
 */
public sealed interface Notice {
    /** The type of the events that carry notices. */
    String EVENT_TYPE = "email-notice";

    /** The tag of a message that says of what category it is; who unsubscribes at the provider unsubscribes from that. */
    String CATEGORY_TAG = "category";

    /** When that was so. Of two notices that contradict each other the later one holds, whichever comes first. */
    Instant at();

    /** What a provider says of a message. A detail that is too long is cut. */
    record Told(Feedback feedback) implements Notice {
        /** Checks what is in it. */
        public Told {
            feedback = NoticeBounds.check(feedback);
        }

        @Override
        public Instant at() {
            return feedback.at();
        }
    }

    /**
     * The recipient wants no more.
     *
     * @param category of this kind; null for any that is not critical
     * @param request the key of the request whose mail they did it by, or null
     */
    record Unsubscribed(
            @Nullable String category, Instant at, @Nullable String request) implements Notice {
        /** Checks what is in it. */
        public Unsubscribed {
            NoticeBounds.category("category", category);
            NoticeBounds.time("at", at);
            NoticeBounds.text("request", request, NoticeBounds.MOST_NAME);
        }
    }

    /**
     * The recipient wants it again.
     *
     * @param category of this kind; null for all
     */
    record Resubscribed(@Nullable String category, Instant at) implements Notice {
        /** Checks what is in it. */
        public Resubscribed {
            NoticeBounds.category("category", category);
            NoticeBounds.time("at", at);
        }
    }

    /**
     * The recipient has said what they want.
     *
     * @param categories those they spoke of, and whether they want them
     * @param locale their language, or null if they did not say
     * @param zone where their days begin, or null if they did not say
     */
    record PreferencesChanged(
            Map<String, Boolean> categories,
            @Nullable Locale locale,
            @Nullable ZoneId zone,
            Instant at) implements Notice {
        /** Checks what is in it. */
        public PreferencesChanged {
            categories = NoticeBounds.categories(categories);
            NoticeBounds.time("at", at);
        }
    }

    /** A person here lets the address have mail again: nothing that was before counts against it any more. */
    record Lifted(String address, Instant at) implements Notice {
        /** Checks what is in it. */
        public Lifted {
            NoticeBounds.text("address", address, NoticeBounds.MOST_ADDRESS);
            NoticeBounds.time("at", at);
        }

        /** Without the address. */
        @Override
        public String toString() {
            return "Lifted[at " + at + "]";
        }
    }

    /**
     * The address is to get nothing: a person here says so, or a provider's own list.
     *
     * @param until when that ends by itself, or null for never
     */
    record Suppressed(
            String address,
            Reason reason,
            Instant at,
            @Nullable Instant until) implements Notice {
        /** Checks what is in it. */
        public Suppressed {
            NoticeBounds.text("address", address, NoticeBounds.MOST_ADDRESS);
            NoticeBounds.time("at", at);
            NoticeBounds.time("until", until);
        }

        /** Without the address. */
        @Override
        public String toString() {
            return "Suppressed[" + reason + " at " + at + "]";
        }
    }
}
