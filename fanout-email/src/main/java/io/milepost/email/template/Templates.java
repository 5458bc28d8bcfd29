package io.milepost.email.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Templates by name. Any thread. */
public final class Templates implements AutoCloseable {
    private Templates() {}

    /**
     * Loads all templates, and looks every two seconds whether those of the directory have changed.
     *
     * @throws InvalidTemplatesException with everything that is wrong with them
     */
    public static Templates open(TemplateConfig config) {
        throw new UnsupportedOperationException();
    }

    /**
     * Puts values into a template.
     *
     * @param locale the recipient's language; {@code de-AT} is served with {@code de}, and what there is not with the default
     * @param values an object
     * @throws TemplateException if there is no such template, or a variable of it has no value
     */
    public Rendered render(String name, Locale locale, JsonNode values) {
        throw new UnsupportedOperationException();
    }

    /** What templates there are. */
    public Set<String> names() {
        throw new UnsupportedOperationException();
    }

    /** Whether there is one of this name. */
    public boolean has(String name) {
        return names().contains(name);
    }

    /** The languages of a template. */
    public Set<Locale> locales(String name) {
        throw new UnsupportedOperationException();
    }

    /** Example values of a template, if it brings some. */
    public Optional<JsonNode> sample(String name) {
        throw new UnsupportedOperationException();
    }

    /** Looks at the directory now. What has become bad stays as it was. Returns everything that is wrong now. */
    public List<String> reload() {
        throw new UnsupportedOperationException();
    }

    /** What is wrong with files that have been changed since the start; the versions before them are in use. */
    public List<String> faults() {
        throw new UnsupportedOperationException();
    }

    /** Looks no more. */
    @Override
    public void close() {}
}
