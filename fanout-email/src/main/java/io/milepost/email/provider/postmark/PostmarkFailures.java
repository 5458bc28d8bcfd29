package io.milepost.email.provider.postmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.EmailException;
import io.milepost.email.http.Reply;
import io.milepost.email.provider.http.Failures;
import io.milepost.email.provider.http.Statuses;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Postmark's failures, told by their {@code ErrorCode}, in an answer of its own or in that of a batch. Its words are not passed
 * on, since they hold addresses.
 */
final class PostmarkFailures implements Failures {
    private static final Pattern RECIPIENT = Pattern.compile("(?s)(?:Error parsing|Invalid) '(To|Cc|Bcc)'.*");

    @Override
    public EmailException of(Reply.Answered answered, JsonNode body) {
        int status = answered.status();
        if (status == 429 || status / 100 == 5 || !body.path("ErrorCode").isInt()) {
            return Statuses.of(answered, "POSTMARK_SERVER_TOKEN", "POSTMARK_URL");
        }
        return of(body);
    }

    /** The failure of one message. */
    static EmailException of(JsonNode said) {
        int code = said.path("ErrorCode").asInt();
        return switch (code) {
            case 10 -> configuration(code, "the token is wrong: look at POSTMARK_SERVER_TOKEN");
            case 100 -> new EmailException.Unavailable("Postmark is being maintained (100)", null);
            case 300 -> invalid(said.path("Message").asText(""));
            case 400, 401 -> configuration(code, "the sender is not verified: look at DEFAULT_FROM_EMAIL");
            case 405 -> new EmailException.QuotaExceeded("Postmark's credits are used up (405)", Duration.ZERO, null);
            case 406 ->
                new EmailException.Rejected("to: is on Postmark's list of addresses that get nothing (406)", null);
            case 412 ->
                configuration(code, "the account may write to its own domain only until Postmark has approved it");
            case 413 -> configuration(code, "the account may not send");
            case 1226, 1235 -> configuration(code, "there is no such stream: look at POSTMARK_MESSAGE_STREAM");
            default -> new EmailException.Rejected("Postmark refuses the message (" + code + ")", null);
        };
    }

    private static EmailException invalid(String words) {
        Matcher recipient = RECIPIENT.matcher(words);
        return recipient.matches()
                ? new EmailException.InvalidAddress(
                        recipient.group(1).toLowerCase(Locale.ROOT) + ": Postmark takes it for no address (300)", null)
                : new EmailException.Rejected("Postmark refuses the message (300)", null);
    }

    private static EmailException configuration(int code, String what) {
        return new EmailException.Configuration("Postmark (" + code + "): " + what, null);
    }
}
