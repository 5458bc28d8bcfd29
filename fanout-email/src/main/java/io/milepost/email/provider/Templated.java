package io.milepost.email.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.template.Rendered;
import io.milepost.email.template.TemplateException;
import io.milepost.email.template.TemplateRenderer;
import java.util.Locale;
import java.util.Map;

/** Makes a message of a template. */
final class Templated {
    private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

    private Templated() {}

    static Email email(TemplateRenderer templates, String template, String to, Map<String, ?> values) {
        try {
            Rendered rendered = templates.render(template, Locale.ROOT, tree(values));
            return Email.of(to, rendered.subject(), rendered.html(), rendered.text());
        } catch (TemplateException e) {
            throw new EmailException.Rejected("template: " + e.getMessage(), e);
        }
    }

    private static JsonNode tree(Map<String, ?> values) {
        try {
            return JSON.valueToTree(values);
        } catch (IllegalArgumentException e) {
            // Jackson's own words quote the values.
            throw new EmailException.Rejected("values: cannot be written as JSON", null);
        }
    }
}
