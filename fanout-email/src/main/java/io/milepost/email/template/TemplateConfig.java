package io.milepost.email.template;

import io.milepost.fanout.FanoutSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where templates are.
 *
 * @param directory with a folder for each template, or empty for the built-in ones alone
 * @param locale the language that every template has, for recipients whose own it has not
 */
public record TemplateConfig(Optional<Path> directory, Locale locale) {
    /** The built-in templates, in English. */
    public static final TemplateConfig BUILT_IN = new TemplateConfig(Optional.empty(), Locale.ENGLISH);

    private static final Path NOWHERE = Path.of("");

    /** Reads {@code templates.directory} and {@code templates.locale}. */
    public static TemplateConfig read(FanoutSettings settings) {
        Path directory = settings.read(
                "templates.directory", NOWHERE, "a directory that can be read", TemplateConfig::directory);
        Locale locale = settings.read(
                "templates.locale", Locale.ENGLISH, "a language such as en or de-AT", TemplateConfig::locale);
        return new TemplateConfig(Optional.of(directory).filter(path -> !path.equals(NOWHERE)), locale);
    }

    private static @Nullable Path directory(String text) {
        Path path = Path.of(text.trim());
        return Files.isDirectory(path) && Files.isReadable(path) ? path : null;
    }

    /** The language of a tag such as {@code de-AT}, or null if it is none. */
    static @Nullable Locale locale(String text) {
        Locale locale = Locale.forLanguageTag(text.trim());
        return locale.getLanguage().isEmpty() || !locale.toLanguageTag().equalsIgnoreCase(text.trim()) ? null : locale;
    }
}
