package io.milepost.email.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Makes a message of a template and its values. Any thread. */
@FunctionalInterface
public interface TemplateRenderer extends AutoCloseable {
    /**
     * Puts the values in.
     *
     * @param template its name
     * @param locale the language wanted; {@link Locale#ROOT} for the default one
     * @param values an object
     * @throws TemplateException if there is no such template, or a value that it needs is missing
     */
    Rendered render(String template, Locale locale, JsonNode values);

    /** Gives back what it holds, if anything. */
    @Override
    default void close() {}
}
