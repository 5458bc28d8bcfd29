package io.milepost.email.provider;

import io.milepost.email.AddressCheck;
import io.milepost.email.EmailAddress;
import io.milepost.email.address.EmailAddresses;
import io.milepost.email.template.TemplateRenderer;
import io.milepost.service.EnvironmentException;
import io.milepost.service.Variables;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What all providers are configured with: {@code DEFAULT_FROM_EMAIL}, {@code noreply@example.com} or
 * {@code Name <noreply@example.com>}, and {@code EMAIL_TEMPLATES}, a directory.
 *
 * @param from who sends what names no sender
 * @param templates what {@code sendTemplatedEmail} renders
 */
public record EmailDefaults(EmailAddress from, TemplateRenderer templates) {
    private static final String FROM = "DEFAULT_FROM_EMAIL";
    private static final Pattern NAMED = Pattern.compile("\"?([^<>\"]*)\"?\\s*<([^<>]*)>");
    private static final EmailAddress NOBODY = EmailAddress.of("noreply@milepost.example");

    /**
     * Reads them, after everything else, and ends the reading. There has to be a sender.
     *
     * @throws EnvironmentException with all faults of these variables, and those noted before
     */
    public static EmailDefaults read(Variables variables) {
        String from = variables.required(FROM);
        return read(variables, from.isEmpty() ? NOBODY : sender(variables, from));
    }

    /** The same where nothing is sent to anybody: without a sender, it is somebody's. */
    public static EmailDefaults readOptional(Variables variables) {
        return read(
                variables,
                variables.text(FROM).map(text -> sender(variables, text)).orElse(NOBODY));
    }

    private static EmailDefaults read(Variables variables, EmailAddress from) {
        TemplateRenderer templates = TemplateDirectory.open(variables);
        try {
            variables.check();
        } catch (EnvironmentException e) {
            templates.close();
            throw e;
        }
        return new EmailDefaults(from, templates);
    }

    private static EmailAddress sender(Variables variables, String text) {
        Matcher named = NAMED.matcher(text);
        boolean isNamed = named.matches();
        AddressCheck check = EmailAddresses.check(FROM, isNamed ? named.group(2) : text);
        if (check instanceof AddressCheck.Valid valid) {
            String name = isNamed ? named.group(1).strip() : "";
            if (name.chars().noneMatch(Character::isISOControl)) {
                return new EmailAddress(valid.address(), name.isEmpty() ? null : name);
            }
        }
        variables.fault(FROM, "an address is expected, such as noreply@example.com or Name <noreply@example.com>");
        return NOBODY;
    }
}
