package io.milepost.email.provider.http;

import io.milepost.email.EmailAddress;
import io.milepost.email.provider.EmailDefaults;
import io.milepost.email.template.TemplateException;

/** What providers are configured with in tests that render nothing. */
public final class NoTemplates {
    /** From {@code noreply@example.com}. */
    public static final EmailDefaults DEFAULTS =
            new EmailDefaults(EmailAddress.of("noreply@example.com"), (template, locale, values) -> {
                throw new TemplateException(template + ": there are no templates here");
            });

    private NoTemplates() {}
}
