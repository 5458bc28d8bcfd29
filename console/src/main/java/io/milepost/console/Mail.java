package io.milepost.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What there is to see of mail: given by whoever knows both the console and the fan-out of mail. Calls may take seconds and are
 * made on the console's own threads. No address leaves it whole.
 */
public interface Mail extends AutoCloseable {
    /** Whether mail goes to an inbox that is shown at {@code /dev/mail}. */
    boolean hasInbox();

    /** What became of mail most recently, the newest first. */
    Found<Outcome> outcomes(int limit);

    /** The mails that came of an event. */
    Found<Sent> of(Event event, Instant recordedAt);

    /**
     * Who gets nothing, the youngest first.
     *
     * @param address the whole address of one of them; null for all
     * @throws IllegalArgumentException if that is no address
     */
    Found<Suppression> suppressions(@Nullable String address, int limit);

    /** The templates there are. */
    List<Template> templates();

    /**
     * A template, filled with its own sample.
     *
     * @param locale a language tag; null for the usual one
     * @return empty if there is no such template
     * @throws IllegalArgumentException if it cannot be rendered; says why
     */
    Optional<Preview> preview(String template, @Nullable String locale);

    @Override
    void close();

    /** What was found, and whether that is all. */
    record Found<T>(List<T> items, boolean complete) {}

    /** Something that became of a mail. */
    record Outcome(
            String at,
            String what,
            @Nullable String request,
            @Nullable String to,
            @Nullable String template,
            @Nullable String detail) {}

    /** A mail that an event became, and what became of that. */
    record Sent(String request, String to, String template, List<Outcome> steps) {}

    /** Somebody who gets nothing. */
    record Suppression(String recipient, String reason, String since) {}

    /** A template and its languages. */
    record Template(String name, Set<String> locales) {}

    /** A rendered template, and what it was filled with. */
    record Preview(String subject, String html, String text, JsonNode model) {}

    /** An address as it may be shown: {@code a…@example.com}. */
    static String masked(String address) {
        int at = address.lastIndexOf('@');
        return at <= 0 ? "…" : address.substring(0, address.offsetByCodePoints(0, 1)) + "…" + address.substring(at);
    }
}
