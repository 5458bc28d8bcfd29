package io.milepost.email.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.EmailAddress;
import io.milepost.email.rule.Category;
import io.milepost.email.rule.OnUnknown;
import io.milepost.email.rule.Throttle;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One mail to one recipient, not rendered yet. Holds all that the sender needs, so that a rule may have changed meanwhile.
 *
 * @param key what it is the same by, see {@link RequestKey}
 * @param rule by which it was made
 * @param template of which it is made
 * @param category of the rule
 * @param onUnknown of the rule
 * @param throttle of the rule
 * @param to whom
 * @param recipientId the record's key
 * @param userId what the application calls them, or null
 * @param locale their language, or null for the default
 * @param notAfter when it is not worth sending any more
 * @param values the template's, but for what only the sender knows
 */
public record EmailRequest(
        String key,
        String rule,
        String template,
        Category category,
        OnUnknown onUnknown,
        Optional<Throttle> throttle,
        EmailAddress to,
        String recipientId,
        @Nullable String userId,
        @Nullable Locale locale,
        Instant notAfter,
        ObjectNode values) {
    /** The type of its event. */
    public static final String TYPE = "email-request";

    /** Without address and values. */
    @Override
    public String toString() {
        return "EmailRequest[" + key + " by " + rule + " to " + recipientId + "]";
    }
}
