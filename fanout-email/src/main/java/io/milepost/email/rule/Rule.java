package io.milepost.email.rule;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * That some events become mail. Whom to, and of which of its events, {@link Rules} knows.
 *
 * @param name as in {@code rules.NAME}
 * @param version another one makes other mail of the same event
 * @param streams whose events
 * @param types of which types
 * @param template of the mail
 * @param category of the mail
 * @param onUnknown what becomes of a mail of which nobody knows whether it was sent
 * @param maxAge the age of an event, above which it makes no mail any more
 * @param digest how several events become one mail, or empty for one mail for each
 * @param throttle how often one recipient gets mail by it, or empty for as often as there is some
 */
public record Rule(
        String name,
        String version,
        Set<String> streams,
        Set<String> types,
        String template,
        Category category,
        OnUnknown onUnknown,
        Duration maxAge,
        Optional<Digest> digest,
        Optional<Throttle> throttle) {
    /** Copies the sets. */
    public Rule {
        streams = Set.copyOf(streams);
        types = Set.copyOf(types);
    }
}
