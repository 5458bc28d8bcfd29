package io.milepost.email.send;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.recipient.Notice;
import io.milepost.email.recipient.Recipients;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.template.Rendered;
import io.milepost.email.template.TemplateRenderer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a message of a request. Any thread. */
final class Composer {

    private final TemplateRenderer templates;
    private final Recipients recipients;
    private final Links links;
    private final Locale standard;

    Composer(TemplateRenderer templates, Recipients recipients, Links links, Locale standard) {
        this.templates = templates;
        this.recipients = recipients;
        this.links = links;
        this.standard = standard;
    }

    /**
     * Renders it, in the language the recipient has chosen, or is known by.
     *
     * @param at when it was asked for: the same mail is made of the same request each time, as providers that drop doubles
     *     demand
     */
    Email compose(EmailRequest request, Instant at) {
        ObjectNode values = JsonNodeFactory.instance.objectNode().setAll(request.values());
        String id = request.recipientId();
        String category = request.category().name();
        boolean optional = !request.category().critical();
        values.set("data", values.path("event").path("data"));
        if (optional) {
            links.urls(id, category, request.key(), at).forEach(values::put);
        }
        Rendered rendered = templates.render(request.template(), locale(request), values);
        return new Email(
                null,
                List.of(new EmailAddress(
                        request.to().address(), name(request.to().name()))),
                List.of(),
                List.of(),
                List.of(),
                rendered.subject(),
                rendered.html(),
                rendered.text(),
                optional ? links.headers(id, category, request.key(), at) : Map.of(),
                Map.of(RequestTag.NAME, RequestTag.of(request), Notice.CATEGORY_TAG, category),
                request.key());
    }

    private Locale locale(EmailRequest request) {
        Locale chosen = recipients.state(request.recipientId()).locale();
        Locale known = request.locale();
        return chosen != null ? chosen : known != null ? known : standard;
    }

    /** A name comes from an event, so from anybody: what could end a header is no part of it. */
    private static @Nullable String name(@Nullable String name) {
        if (name == null) {
            return null;
        }
        String clean = name.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.isEmpty() ? null : clean;
    }
}
