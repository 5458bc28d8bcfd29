package io.milepost.email.provider.postmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.BulkResult;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostmarkEmailServiceTest extends HttpProviderTest {
    @Override
    protected HttpPeer httpPeer() {
        return new PostmarkPeer();
    }

    @Override
    protected EmailService openHttp(HttpPeer far) {
        return open(far, Optional.of("an-account-token"));
    }

    private static EmailService open(HttpPeer far, Optional<String> accountToken) {
        return new PostmarkEmailService(
                new PostmarkAccount(far.uri(), PostmarkPeer.TOKEN, accountToken, "outbound", NoTemplates.DEFAULTS),
                PATIENCE);
    }

    private static String error(int code, String message) {
        return "{\"ErrorCode\":" + code + ",\"Message\":\"" + message + "\"}";
    }

    /** Each is an answer of its own, with a status, and one that HTTP calls a success. */
    @Test
    void errorCodesMeanWhatTheyMeanWhateverTheStatus() {
        Map<Integer, Code> meaning = Map.ofEntries(
                Map.entry(10, Code.CONFIGURATION),
                Map.entry(100, Code.UNAVAILABLE),
                Map.entry(300, Code.REJECTED),
                Map.entry(400, Code.CONFIGURATION),
                Map.entry(401, Code.CONFIGURATION),
                Map.entry(402, Code.REJECTED),
                Map.entry(405, Code.QUOTA_EXCEEDED),
                Map.entry(406, Code.REJECTED),
                Map.entry(412, Code.CONFIGURATION),
                Map.entry(413, Code.CONFIGURATION),
                Map.entry(1235, Code.CONFIGURATION),
                Map.entry(9999, Code.REJECTED));
        meaning.forEach((error, code) -> {
            answered(code, 422, error(error, "words with ada@example.com"));
            answered(code, error == 10 ? 401 : 200, error(error, "words with ada@example.com"));
        });
        assertThat(answered(Code.INVALID_ADDRESS, 422, error(300, "Invalid 'To' address: 'ada@example.com'.")))
                .hasMessageStartingWith("to: ");
        assertThat(answered(Code.INVALID_ADDRESS, 422, error(300, "Error parsing 'Cc': Illegal email address.")))
                .hasMessageStartingWith("cc: ");
        assertThat(answered(Code.REJECTED, 422, error(406, "inactive"))).hasMessageStartingWith("to: ");
    }

    @Test
    void tooFastAndAwayAreToldByTheStatus() {
        answered(Code.RATE_LIMITED, 429, error(429, "Rate limit exceeded"));
        answered(Code.UNKNOWN, 500, error(300, "Internal"));
        answered(Code.UNAVAILABLE, 503, error(100, "Maintenance"));
    }

    @Test
    void tagsAreMetadataAndGoByTheStream() {
        finish(service().sendEmail(tagged(Map.of("rule", "r1"))));
        assertThat(far().calls().get(0).body().path("Metadata").path("rule").asText())
                .isEqualTo("r1");
        assertThat(far().calls().get(0).body().path("MessageStream").asText()).isEqualTo("outbound");
        assertThat(fails(Code.REJECTED, service().sendEmail(tagged(Map.of("a".repeat(21), "x")))))
                .hasMessageStartingWith("tags: ");
        assertThat(far().requests()).isEqualTo(1);
    }

    private static Email tagged(Map<String, String> tags) {
        List<EmailAddress> ada = List.of(EmailAddress.of("ada@example.com"));
        return new Email(null, ada, List.of(), List.of(), List.of(), "s", null, "x", Map.of(), tags, null);
    }

    private static Email to(int n) {
        return Email.of("ada" + n + "@example.com", "s" + n, null, "x");
    }

    @Test
    void severalGoInFewCalls() {
        List<BulkResult> results = finish(service()
                .sendBulkEmails(IntStream.range(0, 1_001)
                        .mapToObj(PostmarkEmailServiceTest::to)
                        .toList()));
        assertThat(results).hasSize(1_001).allMatch(BulkResult.Sent.class::isInstance);
        assertThat(results.stream()
                        .map(one -> ((BulkResult.Sent) one).email().messageId())
                        .distinct())
                .hasSize(1_001);
        assertThat(far().calls()).extracting(call -> call.body().size()).containsExactly(500, 500, 1);
    }

    @Test
    void eachOfSeveralHasAnAnswerOfItsOwn() {
        far().behave(HttpPeer.status(
                200,
                "[" + error(0, "OK").replace("}", ",\"MessageID\":\"a\"}") + "," + error(406, "inactive") + ","
                        + error(300, "Invalid 'To' address") + ",{}]"));
        List<Email> emails = new ArrayList<>(
                IntStream.range(0, 4).mapToObj(PostmarkEmailServiceTest::to).toList());
        emails.add(1, Email.of("nobody", "s", null, "x"));
        assertThat(finish(service().sendBulkEmails(emails)))
                .extracting(PostmarkEmailServiceTest::word)
                .containsExactly("a", "INVALID_ADDRESS", "REJECTED", "INVALID_ADDRESS", "UNKNOWN");
    }

    @Test
    void aLostAnswerLeavesAllOfACallUnknownAndTheNextCallIsMade() {
        far().behave((request, socket) -> {
            if (request.body().size() == 500) {
                socket.close();
            } else {
                HttpPeer.respond(socket, 200, "[" + ((PostmarkPeer) far()).taken() + "]");
            }
        });
        List<BulkResult> results = finish(service()
                .sendBulkEmails(IntStream.range(0, 501)
                        .mapToObj(PostmarkEmailServiceTest::to)
                        .toList()));
        assertThat(results.subList(0, 500))
                .extracting(PostmarkEmailServiceTest::word)
                .containsOnly("UNKNOWN");
        assertThat(results.get(500)).isInstanceOf(BulkResult.Sent.class);
        assertThat(far().requests()).isEqualTo(2);
        for (String odd : List.of("[]", "{}", "", "[{},{},{}]")) {
            far().behave(HttpPeer.status(200, odd));
            assertThat(finish(service().sendBulkEmails(List.of(to(1), to(2)))))
                    .extracting(PostmarkEmailServiceTest::word)
                    .containsOnly("UNKNOWN");
        }
        far().behave(HttpPeer.status(401, error(10, "no")));
        assertThat(finish(service().sendBulkEmails(List.of(to(1), to(2)))))
                .extracting(PostmarkEmailServiceTest::word)
                .containsOnly("CONFIGURATION");
        service().close();
        assertThat(finish(service().sendBulkEmails(List.of(to(1)))))
                .extracting(PostmarkEmailServiceTest::word)
                .containsOnly("UNAVAILABLE");
    }

    private static String word(BulkResult result) {
        return result instanceof BulkResult.Sent sent
                ? sent.email().messageId()
                : ((BulkResult.Failed) result).failure().code().toString();
    }

    @Test
    void itsListOfAddressesThatGetNothing() {
        far().behave(HttpPeer.status(
                200,
                "{\"Suppressions\":[{\"EmailAddress\":\"a@example.com\",\"SuppressionReason\":\"HardBounce\","
                        + "\"Origin\":\"Recipient\",\"CreatedAt\":\"2026-01-02T03:04:05-05:00\"},"
                        + "{\"EmailAddress\":\"b@example.com\",\"SuppressionReason\":\"SpamComplaint\"}]}"));
        List<SuppressedEmail> all = finish(service().getSuppressedEmails());
        assertThat(all)
                .contains(new SuppressedEmail(
                        "a@example.com", Reason.HARD_BOUNCE, Instant.parse("2026-01-02T08:04:05Z"), null));
        assertThat(all).extracting(SuppressedEmail::reason).containsExactly(Reason.HARD_BOUNCE, Reason.COMPLAINT);
        assertThat(far().calls().get(0).line()).isEqualTo("GET /message-streams/outbound/suppressions/dump");
        far().behave(HttpPeer.status(
                200, "{\"Suppressions\":[{\"EmailAddress\":\"a@example.com\",\"Status\":\"Deleted\"}]}"));
        finish(service().removeSuppressedEmail("a@example.com"));
        far().behave(HttpPeer.status(
                200, "{\"Suppressions\":[{\"EmailAddress\":\"a@example.com\",\"Status\":\"Failed\"}]}"));
        fails(Code.REJECTED, service().removeSuppressedEmail("ada@example.com"));
    }

    @Test
    void sendersTakeTheAccountsToken() {
        EmailService without = open(far(), Optional.empty());
        assertThat(fails(Code.CONFIGURATION, without.getVerifiedDomains()))
                .hasMessageContaining("POSTMARK_ACCOUNT_TOKEN");
        fails(Code.CONFIGURATION, without.getVerifiedEmails());
        fails(Code.CONFIGURATION, without.verifyDomain("example.com"));
        without.close();
        assertThat(far().calls()).isEmpty();
        far().behave(
                        HttpPeer.status(
                                200,
                                "{\"TotalCount\":2,\"Domains\":[{\"Name\":\"a.example\",\"DKIMVerified\":true,\"ID\":1},{\"Name\":\"b.example\"}]}"));
        assertThat(finish(service().getVerifiedDomains())).containsExactly("a.example");
        assertThat(far().calls().get(0).headers()).containsEntry("x-postmark-account-token", "an-account-token");
        far().behave(HttpPeer.status(
                200, "{\"SenderSignatures\":[{\"EmailAddress\":\"x@a.example\",\"Confirmed\":true}]}"));
        assertThat(finish(service().getVerifiedEmails())).containsExactly("x@a.example");
    }

    @Test
    void aDomainIsRegisteredOnceAndLookedAtThen() {
        far().behave((request, socket) -> HttpPeer.respond(
                socket,
                200,
                request.method().equals("GET")
                        ? "{\"Domains\":[]}"
                        : "{\"ID\":5,\"Name\":\"example.com\",\"DKIMVerified\":false,\"DKIMPendingHost\":\"pm._domainkey.example.com\","
                                + "\"DKIMPendingTextValue\":\"k=rsa;p=x\"}"));
        assertThat(finish(service().verifyDomain("example.com")))
                .isEqualTo(new DomainStatus(
                        "example.com", false, List.of(new DnsRecord("TXT", "pm._domainkey.example.com", "k=rsa;p=x"))));
        far().behave((request, socket) -> HttpPeer.respond(
                socket,
                200,
                request.method().equals("GET")
                        ? "{\"Domains\":[{\"Name\":\"example.com\",\"ID\":5}]}"
                        : "{\"ID\":5,\"Name\":\"example.com\",\"DKIMVerified\":true}"));
        assertThat(finish(service().verifyDomain("example.com")).verified()).isTrue();
        assertThat(far().calls()).extracting(HttpPeer.Request::line).endsWith("PUT /domains/5/verifyDkim");
    }

    @Test
    void failuresQuoteNothingOfTheAnswer() {
        EmailException failure = answered(Code.REJECTED, 422, error(300, "the body was: secret words"));
        assertThat(failure).hasMessageNotContaining("secret");
    }
}
