package io.milepost.email.provider.resend;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.EmailException;
import io.milepost.email.http.Reply;
import io.milepost.email.provider.http.Failures;
import io.milepost.email.provider.http.Statuses;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resend's failures, told by their {@code name}. A message whose key is in use by a call that has not ended may be sent by that
 * call. Its words are not passed on, since they may hold addresses.
 */
final class ResendFailures implements Failures {
    private static final Pattern RECIPIENT = Pattern.compile("(?s)Invalid `(to|cc|bcc)` field.*");

    @Override
    public EmailException of(Reply.Answered answered, JsonNode body) {
        String name = body.path("name").asText("");
        return switch (name) {
            case "validation_error" ->
                answered.status() == 403
                        ? configuration(name, "the sender's domain is not verified: look at DEFAULT_FROM_EMAIL")
                        : invalid(body.path("message").asText(""));
            case "missing_api_key", "invalid_api_key", "restricted_api_key" ->
                configuration(name, "look at RESEND_API_KEY, and what it may do");
            case "invalid_from_address" -> rejected("from: ", name);
            case "invalid_idempotency_key", "invalid_idempotent_request" -> rejected("idempotencyKey: ", name);
            case "concurrent_idempotent_requests" ->
                new EmailException.Unknown("Resend is at this message already (" + name + ")", null);
            case "daily_quota_exceeded", "monthly_quota_exceeded" ->
                new EmailException.QuotaExceeded("Resend (" + name + ")", Duration.ZERO, null);
            case "invalid_attachment",
                    "invalid_access",
                    "invalid_parameter",
                    "invalid_region",
                    "missing_required_field",
                    "security_error" -> rejected("", name);
            default -> Statuses.of(answered, "RESEND_API_KEY", "RESEND_URL");
        };
    }

    private static EmailException invalid(String words) {
        Matcher recipient = RECIPIENT.matcher(words);
        return recipient.matches()
                ? new EmailException.InvalidAddress(
                        recipient.group(1) + ": Resend takes it for no address (validation_error)", null)
                : rejected("", "validation_error");
    }

    private static EmailException rejected(String field, String name) {
        return new EmailException.Rejected(field + "Resend refuses the message (" + name + ")", null);
    }

    private static EmailException configuration(String name, String what) {
        return new EmailException.Configuration("Resend (" + name + "): " + what, null);
    }
}
