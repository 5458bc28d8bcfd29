package io.milepost.email.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.template.InvalidTemplatesException;
import io.milepost.email.template.Rendered;
import io.milepost.email.template.TemplateConfig;
import io.milepost.email.template.TemplateException;
import io.milepost.email.template.TemplateRenderer;
import io.milepost.email.template.Templates;
import io.milepost.service.Variables;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The templates that {@code EMAIL_TEMPLATES} names, and the built-in ones. */
record TemplateDirectory(Templates templates) implements TemplateRenderer {
    private static final String VARIABLE = "EMAIL_TEMPLATES";

    static TemplateRenderer open(Variables variables) {
        Optional<Path> directory = variables.text(VARIABLE).flatMap(text -> directory(variables, text));
        try {
            return new TemplateDirectory(Templates.open(new TemplateConfig(directory, Locale.ENGLISH)));
        } catch (InvalidTemplatesException e) {
            e.faults().forEach(fault -> variables.fault(VARIABLE, fault));
            return TemplateDirectory::none;
        }
    }

    private static Rendered none(String template, Locale locale, JsonNode values) {
        throw new TemplateException(template + ": there is no such template");
    }

    private static Optional<Path> directory(Variables variables, String text) {
        try {
            Path path = Path.of(text);
            if (Files.isDirectory(path) && Files.isReadable(path)) {
                return Optional.of(path);
            }
        } catch (InvalidPathException e) {
            // Said below.
        }
        variables.fault(VARIABLE, "\"" + text + "\" is no directory that can be read");
        return Optional.empty();
    }

    @Override
    public Rendered render(String template, Locale locale, JsonNode values) {
        return templates.render(template, locale, values);
    }

    @Override
    public void close() {
        templates.close();
    }
}
