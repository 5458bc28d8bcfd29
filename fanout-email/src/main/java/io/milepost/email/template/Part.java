package io.milepost.email.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.Optional;

/**
 * One compiled part of a template.
 *
 * @param file as messages name it
 */
record Part(String file, Template template) {
    /** More than any mail should have; values of strangers may be long. */
    static final int MOST_CHARS = 2 << 20;

    private static final Mustache.Compiler PLAIN =
            Mustache.compiler().escapeHTML(false).emptyStringIsFalse(true).withCollector(Values.INSTANCE);
    private static final Mustache.Compiler HTML = PLAIN.escapeHTML(true);

    static Optional<Part> plain(String source, Faults faults) {
        int before = faults.found().size();
        Tag.scan(source, faults);
        return faults.found().size() > before ? Optional.empty() : compile(PLAIN, source, faults);
    }

    static Optional<Part> html(String html, Faults faults) {
        return compile(HTML, html, faults);
    }

    private static Optional<Part> compile(Mustache.Compiler compiler, String source, Faults faults) {
        try {
            return Optional.of(new Part(faults.file(), compiler.compile(source)));
        } catch (MustacheException e) {
            faults.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** With values in. They are what {@link Values} makes of an object. */
    String render(Object values) {
        Bounded out = new Bounded(MOST_CHARS);
        try {
            template.execute(values, out);
        } catch (MustacheException e) {
            throw new TemplateException(file + ": " + what(e));
        }
        return out.toString();
    }

    private static String what(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof MustacheException.Context missing) {
                return "there is no value for " + missing.key;
            }
            if (cause instanceof Bounded.TooLongException) {
                return "longer than " + MOST_CHARS + " characters with these values";
            }
        }
        return "cannot be rendered with these values";
    }
}
