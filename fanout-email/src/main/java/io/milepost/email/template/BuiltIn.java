package io.milepost.email.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The templates in the class path, in English. */
final class BuiltIn {
    static final Locale LOCALE = Locale.ENGLISH;

    private static final List<String> NAMES = List.of("goal-updated", "metrics-digest", "milestone-reached", "welcome");
    private static final List<String> FILES = List.of(
            "en/" + Translation.SUBJECT, "en/" + Translation.HTML, "en/" + Translation.TEXT, LoadedTemplate.SAMPLE);

    private BuiltIn() {}

    static List<TemplateFiles> read() {
        return NAMES.stream().map(BuiltIn::read).toList();
    }

    private static TemplateFiles read(String name) {
        SortedMap<String, String> texts = new TreeMap<>();
        for (String file : FILES) {
            try (InputStream in = BuiltIn.class.getResourceAsStream(name + "/" + file)) {
                if (in == null) {
                    throw new IllegalStateException("built without " + name + "/" + file);
                }
                texts.put(file, new String(in.readAllBytes(), UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new TemplateFiles(name, texts);
    }
}
