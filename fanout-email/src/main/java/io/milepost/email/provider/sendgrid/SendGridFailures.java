package io.milepost.email.provider.sendgrid;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.EmailException;
import io.milepost.email.http.Reply;
import io.milepost.email.provider.http.Failures;
import io.milepost.email.provider.http.Statuses;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SendGrid's failures. 400 names fields: a recipient's address is {@link EmailException.InvalidAddress}, anything else
 * {@link EmailException.Rejected}. 401 is {@link EmailException.QuotaExceeded} if it says that credits are used up. 429 says when to
 * come back as a time. Of the rest, {@link Statuses}. Its words are not passed on, since they may hold addresses.
 */
final class SendGridFailures implements Failures {
    private static final Pattern RECIPIENT = Pattern.compile("personalizations\\.\\d+\\.(to|cc|bcc)\\.(\\d+)\\.email");
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,100}");
    private static final String CREDITS = "Maximum credits exceeded";

    @Override
    public EmailException of(Reply.Answered answered, JsonNode body) {
        JsonNode error = body.path("errors").path(0);
        if (answered.status() == 400) {
            return rejected(error.path("field").asText(""));
        }
        if (answered.status() == 401 && error.path("message").asText("").equals(CREDITS)) {
            return new EmailException.QuotaExceeded("SendGrid's credits are used up", Duration.ZERO, null);
        }
        OptionalLong reset = answered.number("X-RateLimit-Reset");
        if (answered.status() == 429 && reset.isPresent()) {
            Duration until =
                    Duration.ofSeconds(reset.getAsLong() - Instant.now().getEpochSecond());
            return new EmailException.RateLimited("SendGrid answered 429", Statuses.bounded(until), null);
        }
        return Statuses.of(
                answered, "SENDGRID_API_KEY, what it may do, and whether the sender is verified", "SENDGRID_URL");
    }

    private static EmailException rejected(String field) {
        Matcher recipient = RECIPIENT.matcher(field);
        if (recipient.matches()) {
            return new EmailException.InvalidAddress(
                    recipient.group(1) + "[" + recipient.group(2) + "]: SendGrid takes it for no address", null);
        }
        String named = FIELD.matcher(field).matches() ? field + ": " : "";
        return new EmailException.Rejected(named + "SendGrid refuses the message", null);
    }
}
