package io.milepost.email.provider.resend;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.DomainStatus;
import io.milepost.email.DomainStatus.DnsRecord;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailException.Code;
import io.milepost.email.EmailService;
import io.milepost.email.provider.http.HttpPeer;
import io.milepost.email.provider.http.HttpProviderTest;
import io.milepost.email.provider.http.NoTemplates;
import io.milepost.service.Health;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResendEmailServiceTest extends HttpProviderTest {
    @Override
    protected HttpPeer httpPeer() {
        return new ResendPeer();
    }

    @Override
    protected EmailService openHttp(HttpPeer far) {
        return new ResendEmailService(far.uri(), ResendPeer.KEY, PATIENCE, NoTemplates.DEFAULTS);
    }

    private EmailException named(Code expected, int status, String name) {
        return named(expected, status, name, "words with ada@example.com");
    }

    private EmailException named(Code expected, int status, String name, String message, String... headers) {
        return answered(
                expected,
                status,
                "{\"statusCode\":" + status + ",\"name\":\"" + name + "\",\"message\":\"" + message + "\"}",
                headers);
    }

    @Test
    void namesMeanWhatTheyMean() {
        named(Code.REJECTED, 400, "validation_error");
        named(Code.REJECTED, 422, "validation_error");
        named(Code.CONFIGURATION, 403, "validation_error");
        named(Code.CONFIGURATION, 401, "missing_api_key");
        named(Code.CONFIGURATION, 401, "restricted_api_key");
        named(Code.CONFIGURATION, 403, "invalid_api_key");
        named(Code.CONFIGURATION, 404, "not_found");
        named(Code.CONFIGURATION, 405, "method_not_allowed");
        named(Code.REJECTED, 422, "missing_required_field");
        named(Code.REJECTED, 422, "invalid_parameter");
        named(Code.REJECTED, 451, "security_error");
        assertThat(named(Code.REJECTED, 422, "invalid_from_address")).hasMessageStartingWith("from: ");
        assertThat(named(Code.REJECTED, 400, "invalid_idempotency_key")).hasMessageStartingWith("idempotencyKey: ");
        assertThat(named(Code.REJECTED, 409, "invalid_idempotent_request")).hasMessageStartingWith("idempotencyKey: ");
        named(Code.UNKNOWN, 409, "concurrent_idempotent_requests");
        named(Code.QUOTA_EXCEEDED, 429, "daily_quota_exceeded");
        named(Code.QUOTA_EXCEEDED, 429, "monthly_quota_exceeded");
        named(Code.UNKNOWN, 500, "application_error");
        named(Code.UNKNOWN, 500, "internal_server_error");
        assertThat(named(Code.INVALID_ADDRESS, 422, "validation_error", "Invalid `to` field. The email address needs"))
                .hasMessageStartingWith("to: ");
    }

    @Test
    void itSaysWhenToComeBack() {
        EmailException.RateLimited limited = (EmailException.RateLimited)
                named(Code.RATE_LIMITED, 429, "rate_limit_exceeded", "x", "retry-after: 2");
        assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theKeyOfAMessageGoesWithItAndTagsToo() {
        finish(service().sendEmail(keyed("request-1", Map.of("rule", "r1"))));
        HttpPeer.Request call = far().calls().get(0);
        assertThat(call.headers()).containsEntry("idempotency-key", "request-1");
        assertThat(call.body().path("tags").toString()).isEqualTo("[{\"name\":\"rule\",\"value\":\"r1\"}]");
        assertThat(service().traits().deduplicates()).isTrue();
        for (String odd : List.of("", "x".repeat(257), "a b", "a\r\nX-Evil: 1", "é")) {
            assertThat(fails(Code.REJECTED, service().sendEmail(keyed(odd, Map.of()))))
                    .hasMessageStartingWith("idempotencyKey: ");
        }
        assertThat(far().requests()).isEqualTo(1);
    }

    private static Email keyed(String key, Map<String, String> tags) {
        List<EmailAddress> ada = List.of(EmailAddress.of("ada@example.com"));
        return new Email(null, ada, List.of(), List.of(), List.of(), "s", null, "x", Map.of(), tags, key);
    }

    @Test
    void itCannotTellOfAddressesThatGetNothing() {
        fails(Code.CONFIGURATION, service().getSuppressedEmails());
        fails(Code.CONFIGURATION, service().removeSuppressedEmail("ada@example.com"));
        assertThat(finish(service().getVerifiedEmails())).isEmpty();
    }

    @Test
    void aKeyThatMayOnlySendIsWell() {
        far().behave(HttpPeer.status(401, "{\"statusCode\":401,\"name\":\"restricted_api_key\",\"message\":\"\"}"));
        assertThat(finish(service().health())).extracting(Health::ok).isEqualTo(true);
        fails(Code.CONFIGURATION, service().getVerifiedDomains());
    }

    @Test
    void aDomainIsRegisteredOnceAndLookedAtThen() {
        String records =
                "\"records\":[{\"record\":\"DKIM\",\"name\":\"resend._domainkey\",\"type\":\"TXT\",\"value\":\"p=x\"}]";
        far().behave((request, socket) -> HttpPeer.respond(
                socket,
                200,
                request.method().equals("GET")
                        ? "{\"data\":[]}"
                        : "{\"id\":\"d1\",\"name\":\"example.com\",\"status\":\"not_started\"," + records + "}"));
        assertThat(finish(service().verifyDomain("example.com")))
                .isEqualTo(new DomainStatus(
                        "example.com", false, List.of(new DnsRecord("TXT", "resend._domainkey", "p=x"))));
        far().behave((request, socket) -> HttpPeer.respond(
                socket,
                200,
                request.line().equals("GET /domains")
                        ? "{\"data\":[{\"id\":\"d1\",\"name\":\"example.com\",\"status\":\"pending\"}]}"
                        : "{\"id\":\"d1\",\"name\":\"example.com\",\"status\":\"verified\"}"));
        assertThat(finish(service().verifyDomain("example.com")).verified()).isTrue();
        assertThat(far().calls())
                .extracting(HttpPeer.Request::line)
                .endsWith("GET /domains", "POST /domains/d1/verify", "GET /domains/d1");
        far().behave(HttpPeer.status(
                200, "{\"data\":[{\"id\":\"d1\",\"name\":\"example.com\",\"status\":\"verified\"}]}"));
        assertThat(finish(service().getVerifiedDomains())).containsExactly("example.com");
    }
}
