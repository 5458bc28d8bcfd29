package io.milepost.email.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A template in one language. */
record Translation(Part subject, Part html, Part text) {
    static final String SUBJECT = "subject.txt";
    static final String HTML = "body.mjml";
    static final String TEXT = "body.txt";

    /** Whatever would end a header, or hide in it. */
    private static final Pattern NO_LINE = Pattern.compile("[\\p{Cc}\\u2028\\u2029]+");

    /**
     * Compiles the three files.
     *
     * @param name of the template
     * @param folder as it is written: {@code de-AT}
     * @param texts by path below the template's folder
     * @param found what is wrong with them
     */
    static Optional<Translation> compile(
            String name, String folder, Locale locale, Map<String, String> texts, List<String> found) {
        Optional<Part> subject = part(name, folder, SUBJECT, texts, found, Part::plain);
        Optional<Part> html = part(
                name,
                folder,
                HTML,
                texts,
                found,
                (source, faults) -> Mjml.toHtml(source, locale, faults).flatMap(made -> Part.html(made, faults)));
        Optional<Part> text = part(name, folder, TEXT, texts, found, Part::plain);
        return subject.isPresent() && html.isPresent() && text.isPresent()
                ? Optional.of(new Translation(subject.get(), html.get(), text.get()))
                : Optional.empty();
    }

    /** Makes a part of its source. */
    private interface Compiler {
        Optional<Part> compile(String source, Faults faults);
    }

    private static Optional<Part> part(
            String name, String folder, String file, Map<String, String> texts, List<String> found, Compiler compiler) {
        Faults faults = new Faults(name + "/" + folder + "/" + file, found);
        String source = texts.get(folder + "/" + file);
        if (source == null) {
            faults.add("missing");
            return Optional.empty();
        }
        return compiler.compile(source, faults);
    }

    /** With values in. */
    Rendered render(Object values) {
        String line = NO_LINE.matcher(subject.render(values)).replaceAll(" ").strip();
        return new Rendered(line, html.render(values), text.render(values));
    }
}
