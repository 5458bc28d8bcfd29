package io.milepost.email.webhook;

import io.milepost.email.feedback.Feedback;
import java.util.List;

/** What came of a provider's call. */
public sealed interface Verdict {
    /**
     * It is genuine and tells something.
     *
     * @param feedback at least one, one for each recipient
     */
    record Told(List<Feedback> feedback) implements Verdict {
        /** Copies the feedback. */
        public Told {
            feedback = List.copyOf(feedback);
        }
    }

    /**
     * It is genuine, and nobody here has to know: somebody has opened a mail, or a subscription has been confirmed.
     *
     * @param what for people
     */
    record Nothing(String what) implements Verdict {}

    /**
     * It is not taken.
     *
     * @param status of HTTP: 4xx for what is wrong with it, 503 if it could not be checked now
     * @param why for people; nothing of what was sent
     */
    record Refused(int status, String why) implements Verdict {}

    /** What feedback there is, or nothing. */
    static Verdict of(List<Feedback> feedback) {
        return feedback.isEmpty() ? new Nothing("nothing that concerns a message's way") : new Told(feedback);
    }
}
