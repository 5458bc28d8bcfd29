package io.milepost.email.provider.ses;

import io.milepost.email.EmailException;
import io.milepost.email.address.EmailAddresses;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;

/**
 * What SES's failures mean. By its error's name and words first, then by the status:
 *
 * <table>
 * <caption>Each row is a row of {@code SesFailuresTest}</caption>
 * <tr><th>SES</th><th>here</th></tr>
 * <tr><td>daily quota in the words, of whatever error</td><td>QuotaExceeded</td></tr>
 * <tr><td>TooManyRequests, Throttling, sending rate, 429</td><td>RateLimited</td></tr>
 * <tr><td>LimitExceeded</td><td>QuotaExceeded</td></tr>
 * <tr><td>MessageRejected, not verified</td><td>Configuration</td></tr>
 * <tr><td>MessageRejected</td><td>Rejected</td></tr>
 * <tr><td>MailFromDomainNotVerified, SendingPaused, AccountSuspended, NotFound</td><td>Configuration</td></tr>
 * <tr><td>access denied; tokens, keys and signatures; 401, 403, 404</td><td>Configuration</td></tr>
 * <tr><td>BadRequest about an address</td><td>InvalidAddress</td></tr>
 * <tr><td>BadRequest, other 4xx</td><td>Rejected</td></tr>
 * <tr><td>503</td><td>Unavailable</td></tr>
 * <tr><td>other 5xx, a 2xx or 3xx that cannot be read</td><td>Unknown</td></tr>
 * <tr><td>broken before the request was handed over</td><td>Unavailable</td></tr>
 * <tr><td>broken after it: no answer, half an answer</td><td>Unknown</td></tr>
 * </table>
 */
final class SesFailures {
    private static final Pattern DAILY = Pattern.compile("daily\\b.*\\bquota|maximum 24", Pattern.CASE_INSENSITIVE);
    private static final Pattern RATE = Pattern.compile("sending rate", Pattern.CASE_INSENSITIVE);
    private static final Pattern UNVERIFIED = Pattern.compile("not verified", Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS = Pattern.compile(
            "missing final '@domain'|(illegal|invalid|malformed) (e-?mail )?address|local (part|address)"
                    + "|domain (contains|starts|ends|name)|address (is|contains) ",
            Pattern.CASE_INSENSITIVE);
    private static final Set<String> SLOW_DOWN =
            Set.of("toomanyrequests", "throttling", "throttled", "requestthrottled", "requestlimitexceeded");
    private static final Set<String> FOR_A_PERSON = Set.of(
            "mailfromdomainnotverified",
            "sendingpaused",
            "accountsuspended",
            "notfound",
            "accessdenied",
            "unrecognizedclient",
            "invalidclienttokenid",
            "expiredtoken",
            "invalidtoken",
            "missingauthenticationtoken",
            "incompletesignature",
            "invalidsignature",
            "signaturedoesnotmatch",
            "requestexpired",
            "invalidaccesskeyid",
            "notauthorized",
            "optinrequired");

    private SesFailures() {}

    /**
     * What a failure means.
     *
     * @param handedOver whether SES may have the message
     */
    static EmailException of(SdkException failure, boolean handedOver) {
        if (failure instanceof SesV2Exception answer && answer.statusCode() / 100 >= 4) {
            return answered(answer, handedOver);
        }
        return handedOver
                ? new EmailException.Unknown("SES gave no answer that could be read", failure)
                : new EmailException.Unavailable("SES could not be reached", failure);
    }

    private static EmailException answered(SesV2Exception answer, boolean handedOver) {
        AwsErrorDetails details = answer.awsErrorDetails();
        String name = name(details);
        String words = words(details);
        String told = "SES says " + answer.statusCode() + (name.isEmpty() ? "" : ' ' + name)
                + (words.isEmpty() ? "" : ": " + EmailAddresses.without(words));
        if (DAILY.matcher(words).find()) {
            return new EmailException.QuotaExceeded(told, Duration.ZERO, null);
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (SLOW_DOWN.contains(lower) || RATE.matcher(words).find() || answer.statusCode() == 429) {
            return new EmailException.RateLimited(told, Duration.ZERO, null);
        }
        if (lower.equals("limitexceeded")) {
            return new EmailException.QuotaExceeded(told, Duration.ZERO, null);
        }
        if (FOR_A_PERSON.contains(lower) || UNVERIFIED.matcher(words).find()) {
            return new EmailException.Configuration(told, null);
        }
        return byStatus(answer.statusCode(), told, words, handedOver);
    }

    private static EmailException byStatus(int status, String told, String words, boolean handedOver) {
        if (status == 401 || status == 403 || status == 404) {
            return new EmailException.Configuration(told, null);
        }
        if (status < 500) {
            return ADDRESS.matcher(words).find()
                    ? new EmailException.InvalidAddress("to: " + told, null)
                    : new EmailException.Rejected(told, null);
        }
        return status == 503 || !handedOver
                ? new EmailException.Unavailable(told, null)
                : new EmailException.Unknown(told, null);
    }

    private static String name(AwsErrorDetails details) {
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        return code.endsWith("Exception") ? code.substring(0, code.length() - "Exception".length()) : code;
    }

    private static String words(AwsErrorDetails details) {
        return details == null || details.errorMessage() == null ? "" : details.errorMessage();
    }
}
