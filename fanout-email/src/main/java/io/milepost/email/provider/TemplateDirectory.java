package io.milepost.email.provider;

import io.milepost.email.template.TemplateException;
import io.milepost.email.template.TemplateRenderer;
import io.milepost.service.Variables;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The templates that {@code EMAIL_TEMPLATES} names. */
final class TemplateDirectory {
    private static final String VARIABLE = "EMAIL_TEMPLATES";

    private TemplateDirectory() {}

    static TemplateRenderer open(Variables variables) {
        variables.text(VARIABLE).ifPresent(text -> {
            if (!isDirectory(text)) {
                variables.fault(VARIABLE, "\"" + text + "\" is no directory that can be read");
            }
        });
        return (template, locale, values) -> {
            throw new TemplateException(template + ": there is no such template");
        };
    }

    private static boolean isDirectory(String text) {
        try {
            Path path = Path.of(text);
            return Files.isDirectory(path) && Files.isReadable(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
