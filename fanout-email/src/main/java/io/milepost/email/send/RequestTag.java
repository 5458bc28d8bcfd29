package io.milepost.email.send;

import io.milepost.email.feedback.Feedback;
import io.milepost.email.request.EmailRequest;
import java.util.Optional;

/** The tag by which what the provider tells later of a message finds its request: {@code n-} or {@code c-} and the key. */
public final class RequestTag {
    static final String NAME = "milepost";

    private static final String CRITICAL = "c-";
    private static final String NORMAL = "n-";

    private RequestTag() {}

    static String of(EmailRequest request) {
        return (request.category().critical() ? CRITICAL : NORMAL) + request.key();
    }

    /** Whether it was a critical request. */
    public static boolean isCritical(Feedback feedback) {
        return feedback.tags().getOrDefault(NAME, "").startsWith(CRITICAL);
    }

    /** The request's key, if the provider has repeated the tag. */
    static Optional<String> key(Feedback feedback) {
        String tag = feedback.tags().getOrDefault(NAME, "");
        return tag.startsWith(CRITICAL) || tag.startsWith(NORMAL)
                ? Optional.of(tag.substring(NORMAL.length()))
                : Optional.empty();
    }
}
