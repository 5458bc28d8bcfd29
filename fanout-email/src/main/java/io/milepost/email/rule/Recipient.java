package io.milepost.email.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody an event is to be told to.
 *
 * @param address bare: {@code ada@example.com}; not checked yet
 * @param name for people's eyes, or null
 * @param userId what the application calls them, or null
 * @param locale their language, or null for the default
 * @param zone where their days begin, or null for the default
 * @param values what else is known of them: the template's {@code recipient}, which has address and name as well
 */
public record Recipient(
        String address,
        @Nullable String name,
        @Nullable String userId,
        @Nullable Locale locale,
        @Nullable ZoneId zone,
        ObjectNode values) {
    /** Without the address. */
    @Override
    public String toString() {
        return "Recipient[…]";
    }
}
