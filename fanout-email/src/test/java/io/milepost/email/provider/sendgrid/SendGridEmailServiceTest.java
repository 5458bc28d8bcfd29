package io.milepost.email.provider.sendgrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.DomainStatus;
import io.milepost.email.DomainStatus.DnsRecord;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailException.Code;
import io.milepost.email.EmailService;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.provider.http.HttpPeer;
import io.milepost.email.provider.http.HttpProviderTest;
import io.milepost.email.provider.http.NoTemplates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SendGridEmailServiceTest extends HttpProviderTest {
    @Override
    protected HttpPeer httpPeer() {
        return new SendGridPeer();
    }

    @Override
    protected EmailService openHttp(HttpPeer far) {
        return new SendGridEmailService(far.uri(), SendGridPeer.KEY, PATIENCE, NoTemplates.DEFAULTS);
    }

    private static String error(String field, String message) {
        return "{\"errors\":[{\"message\":\"" + message + " ada@example.com\",\"field\":"
                + (field == null ? "null" : "\"" + field + "\"") + ",\"help\":null}]}";
    }

    @Test
    void aRecipientThatItRefusesIsNamed() {
        assertThat(answered(Code.INVALID_ADDRESS, 400, error("personalizations.0.to.0.email", "no address")))
                .hasMessageStartingWith("to[0]: ");
        assertThat(answered(Code.INVALID_ADDRESS, 400, error("personalizations.0.bcc.12.email", "no address")))
                .hasMessageStartingWith("bcc[12]: ");
    }

    @Test
    void anyOtherFieldThatItRefusesIsNamed() {
        assertThat(answered(Code.REJECTED, 400, error("subject", "too long"))).hasMessageStartingWith("subject: ");
        assertThat(answered(Code.REJECTED, 400, error(null, "no reason"))).hasMessageStartingWith("SendGrid");
        answered(Code.REJECTED, 400, error("ada@example.com", "odd"));
        answered(Code.REJECTED, 413, "{}");
    }

    @Test
    void credentialsAndSendersAreForPeople() {
        answered(Code.CONFIGURATION, 401, error(null, "The provided authorization grant is invalid"));
        answered(Code.CONFIGURATION, 403, error("from", "The from address does not match a verified Sender Identity"));
        answered(
                Code.QUOTA_EXCEEDED,
                401,
                "{\"errors\":[{\"message\":\"Maximum credits exceeded\",\"field\":null,\"help\":null}]}");
    }

    @Test
    void itSaysWhenToComeBack() {
        long soon = Instant.now().getEpochSecond() + 120;
        EmailException.RateLimited limited =
                (EmailException.RateLimited) answered(Code.RATE_LIMITED, 429, "{}", "X-RateLimit-Reset: " + soon);
        assertThat(limited.retryAfter()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(120));
        for (String odd : List.of("0", "-5", "soon", "99999999999999")) {
            limited = (EmailException.RateLimited) answered(Code.RATE_LIMITED, 429, "{}", "X-RateLimit-Reset: " + odd);
            assertThat(limited.retryAfter()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
        }
    }

    @Test
    void acceptedWithoutAnIdMayHaveBeenSent() {
        answered(Code.UNKNOWN, 202, "");
    }

    @Test
    void tagsAreCustomArguments() {
        EmailAddress ada = EmailAddress.of("ada@example.com");
        finish(service()
                .sendEmail(new Email(
                        null,
                        List.of(ada),
                        List.of(),
                        List.of(),
                        List.of(),
                        "s",
                        null,
                        "x",
                        Map.of(),
                        Map.of("rule", "r1"),
                        null)));
        assertThat(far().calls().get(0).body().path("custom_args").path("rule").asText())
                .isEqualTo("r1");
    }

    @Test
    void listsAreReadPageByPage() {
        String full = IntStream.range(0, 500)
                .mapToObj(i -> "{\"created\":1700000000,\"email\":\"b" + i + "@example.com\",\"reason\":\"550\"}")
                .collect(Collectors.joining(",", "[", "]"));
        far().behave((request, socket) -> HttpPeer.respond(
                socket,
                200,
                request.target().equals("/v3/suppression/bounces?limit=500&offset=0")
                        ? full
                        : request.target().startsWith("/v3/suppression/spam_reports")
                                ? "[{\"created\":1700000001,\"email\":\"c@example.com\"}]"
                                : "[]"));
        List<SuppressedEmail> all = finish(service().getSuppressedEmails());
        assertThat(all).hasSize(501);
        assertThat(all)
                .contains(new SuppressedEmail(
                        "c@example.com", Reason.COMPLAINT, Instant.ofEpochSecond(1_700_000_001), null));
        assertThat(far().calls())
                .extracting(HttpPeer.Request::target)
                .contains("/v3/suppression/bounces?limit=500&offset=500");
    }

    @Test
    void anAddressIsTakenOffAllLists() {
        far().behave((request, socket) ->
                HttpPeer.respond(socket, request.target().contains("bounces") ? 204 : 404, "{}"));
        finish(service().removeSuppressedEmail("Ada+1@Example.com"));
        assertThat(far().calls())
                .extracting(HttpPeer.Request::line)
                .containsExactlyInAnyOrder(
                        "DELETE /v3/suppression/bounces/Ada%2B1%40example.com",
                        "DELETE /v3/suppression/invalid_emails/Ada%2B1%40example.com",
                        "DELETE /v3/suppression/spam_reports/Ada%2B1%40example.com");
        far().behave(HttpPeer.status(403, "{}"));
        fails(Code.CONFIGURATION, service().removeSuppressedEmail("ada@example.com"));
    }

    @Test
    void aDomainIsRegisteredOnceAndLookedAtThen() {
        String dns =
                "\"dns\":{\"dkim1\":{\"valid\":false,\"type\":\"cname\",\"host\":\"s1._domainkey.example.com\",\"data\":\"s1.sendgrid.net\"}}";
        far().behave((request, socket) -> HttpPeer.respond(
                socket,
                200,
                request.method().equals("GET")
                        ? "[]"
                        : "{\"id\":7,\"domain\":\"example.com\",\"valid\":false," + dns + "}"));
        assertThat(finish(service().verifyDomain("Example.com")))
                .isEqualTo(new DomainStatus(
                        "example.com",
                        false,
                        List.of(new DnsRecord("CNAME", "s1._domainkey.example.com", "s1.sendgrid.net"))));
        far().behave((request, socket) -> HttpPeer.respond(
                socket,
                200,
                request.method().equals("GET")
                        ? "[{\"id\":7,\"domain\":\"example.com\",\"valid\":false," + dns + "}]"
                        : "{\"id\":7,\"valid\":true}"));
        assertThat(finish(service().verifyDomain("example.com")).verified()).isTrue();
        assertThat(far().calls()).extracting(HttpPeer.Request::line).endsWith("POST /v3/whitelabel/domains/7/validate");
        far().behave(HttpPeer.status(
                200, "[{\"id\":7,\"domain\":\"example.com\",\"valid\":true},{\"domain\":\"b.example\"}]"));
        assertThat(finish(service().getVerifiedDomains())).containsExactly("example.com");
        far().behave(
                        HttpPeer.status(
                                200,
                                "{\"results\":[{\"from_email\":\"a@b.example\",\"verified\":true},{\"from_email\":\"c@b.example\",\"verified\":false}]}"));
        assertThat(finish(service().getVerifiedEmails())).containsExactly("a@b.example");
    }
}
