package io.milepost.email.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.AddressCheck;
import io.milepost.email.DomainStatus;
import io.milepost.email.DomainStatus.DnsRecord;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import io.milepost.email.SendQuota;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import io.milepost.service.Health;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SesOperationsTest {
    private final FakeSes ses = new FakeSes();
    private final SesEmailService service = FakeSes.open(ses, FakeSes.patience(), "SES_CONFIGURATION_SET", "events");

    @AfterEach
    void close() {
        service.close();
        ses.close();
    }

    @Test
    void aMessageBringsItsTagsAndTheConfigurationSet() {
        EmailAddress ada = new EmailAddress("ada@example.com", "Ada");
        finish(service.sendEmail(new Email(
                null,
                List.of(ada),
                List.of(),
                List.of(),
                List.of(),
                "s",
                null,
                "x",
                Map.of(),
                Map.of("rule", "goal-reached"),
                null)));
        JsonNode sent = ses.sent().get(0);
        assertThat(sent.path("FromEmailAddress").asText()).isEqualTo("noreply@example.com");
        assertThat(sent.path("Destination").path("ToAddresses").path(0).asText())
                .isEqualTo("ada@example.com");
        assertThat(sent.path("ConfigurationSetName").asText()).isEqualTo("events");
        assertThat(sent.path("EmailTags").toString()).isEqualTo("[{\"Name\":\"rule\",\"Value\":\"goal-reached\"}]");
    }

    @Test
    void lettersOutsideAsciiBeforeTheAtAreNotForSes() {
        assertThat(finish(service.validateEmail("ren\u00e9@example.com")))
                .isInstanceOfSatisfying(
                        AddressCheck.Unfit.class,
                        unfit -> assertThat(unfit.failure()).isInstanceOf(EmailException.UnsupportedAddress.class));
        assertThatThrownBy(() -> finish(service.sendEmail(Email.of("ren\u00e9@example.com", "s", null, "x"))))
                .hasCauseInstanceOf(EmailException.UnsupportedAddress.class);
        assertThat(ses.requests()).isZero();
    }

    @Test
    void aDomainThatSesDoesNotKnowIsMadeKnown() {
        ses.answer(
                "POST /v2/email/identities",
                200,
                "",
                "{\"VerifiedForSendingStatus\":false,\"DkimAttributes\":{\"Tokens\":[\"t1\",\"t2\"]}}");
        DomainStatus status = finish(service.verifyDomain("Team.Example.com"));
        assertThat(status)
                .isEqualTo(new DomainStatus(
                        "team.example.com",
                        false,
                        List.of(
                                new DnsRecord("CNAME", "t1._domainkey.team.example.com", "t1.dkim.amazonses.com"),
                                new DnsRecord("CNAME", "t2._domainkey.team.example.com", "t2.dkim.amazonses.com"))));
        ses.answer(
                "GET /v2/email/identities/team.example.com",
                200,
                "",
                "{\"VerifiedForSendingStatus\":true,\"DkimAttributes\":{\"Tokens\":[\"t1\"]}}");
        assertThat(finish(service.verifyDomain("team.example.com")).verified()).isTrue();
        assertThat(ses.asked()).filteredOn(asked -> asked.startsWith("POST")).hasSize(1);
        assertThatThrownBy(() -> finish(service.verifyDomain("no domain")))
                .hasCauseInstanceOf(EmailException.InvalidAddress.class);
    }

    @Test
    void identitiesAreReadPageByPage() {
        identities();
        assertThat(finish(service.getVerifiedDomains())).containsExactly("example.com");
        assertThat(finish(service.getVerifiedEmails())).containsExactly("Bob@elsewhere.example");
    }

    private void identities() {
        ses.answer(
                "GET /v2/email/identities",
                200,
                "",
                "{\"EmailIdentities\":[{\"IdentityType\":\"DOMAIN\",\"IdentityName\":\"example.com\",\"SendingEnabled\":true},"
                        + "{\"IdentityType\":\"DOMAIN\",\"IdentityName\":\"pending.example\",\"SendingEnabled\":false}],"
                        + "\"NextToken\":\"two\"}");
        ses.answer(
                "GET /v2/email/identities?NextToken=two",
                200,
                "",
                "{\"EmailIdentities\":[{\"IdentityType\":\"EMAIL_ADDRESS\",\"IdentityName\":\"Bob@elsewhere.example\","
                        + "\"SendingEnabled\":true}]}");
    }

    @Test
    void suppressedAddressesAreReadPageByPage() {
        ses.answer(
                "GET /v2/email/suppression/addresses",
                200,
                "",
                "{\"SuppressedDestinationSummaries\":[{\"EmailAddress\":\"a@example.com\",\"Reason\":\"BOUNCE\","
                        + "\"LastUpdateTime\":1700000000}],\"NextToken\":\"two\"}");
        ses.answer(
                "GET /v2/email/suppression/addresses?NextToken=two",
                200,
                "",
                "{\"SuppressedDestinationSummaries\":[{\"EmailAddress\":\"b@example.com\",\"Reason\":\"COMPLAINT\","
                        + "\"LastUpdateTime\":1700000001}]}");
        assertThat(finish(service.getSuppressedEmails()))
                .containsExactly(
                        new SuppressedEmail(
                                "a@example.com", Reason.HARD_BOUNCE, Instant.ofEpochSecond(1_700_000_000), null),
                        new SuppressedEmail(
                                "b@example.com", Reason.COMPLAINT, Instant.ofEpochSecond(1_700_000_001), null));
    }

    @Test
    void aSuppressedAddressIsUnfitUntilItIsTakenFromTheList() {
        String path = "/v2/email/suppression/addresses/a%40example.com";
        ses.answer(
                "GET " + path,
                200,
                "",
                "{\"SuppressedDestination\":{\"EmailAddress\":\"a@example.com\",\"Reason\":\"BOUNCE\","
                        + "\"LastUpdateTime\":1700000000}}");
        assertThat(finish(service.validateEmail("a@example.com")))
                .isInstanceOfSatisfying(
                        AddressCheck.Unfit.class,
                        unfit -> assertThat(unfit.failure())
                                .isInstanceOf(EmailException.Rejected.class)
                                .hasMessageContaining("HARD_BOUNCE"));
        ses.answer("DELETE " + path, 200, "", "{}");
        finish(service.removeSuppressedEmail("a@example.com"));
        finish(service.removeSuppressedEmail("never-suppressed@example.com"));
        assertThat(ses.asked()).contains("DELETE " + path);
    }

    @Test
    void theQuotaIsAskedOnceAMinute() {
        account(true, "HEALTHY", true);
        SendQuota quota = finish(service.getSendQuota());
        assertThat(quota.perSecond()).isEqualTo(14);
        assertThat(quota.perDay()).isEqualTo(50_000);
        assertThat(quota.sentToday()).isEqualTo(1_234);
        assertThat(finish(service.getSendQuota())).isEqualTo(quota);
        assertThat(ses.asked()).containsExactly("GET /v2/email/account");
    }

    private void account(boolean enabled, String standing, boolean production) {
        ses.answer(
                "GET /v2/email/account",
                200,
                "",
                "{\"SendQuota\":{\"Max24HourSend\":50000.0,\"MaxSendRate\":14.0,\"SentLast24Hours\":1234.0},"
                        + "\"SendingEnabled\":" + enabled + ",\"EnforcementStatus\":\"" + standing
                        + "\",\"ProductionAccessEnabled\":" + production + "}");
    }

    @Test
    void healthIsWhetherTheAccountMaySend() {
        account(true, "HEALTHY", true);
        assertThat(finish(service.health())).extracting(Health::ok).isEqualTo(true);
        account(true, "PROBATION", true);
        assertThat(finish(service.health())).isEqualTo(Health.good("the account's standing is PROBATION"));
        account(true, "SHUTDOWN", true);
        assertThat(finish(service.health())).isEqualTo(Health.bad("the account's standing is SHUTDOWN"));
        account(false, "HEALTHY", true);
        assertThat(finish(service.health())).isEqualTo(Health.bad("sending is switched off for the account"));
        account(true, "HEALTHY", false);
        assertThat(finish(service.health()).detail()).contains("SES_SANDBOX");
    }

    @Test
    void inTheSandboxOnlyVerifiedAddressesAndTheSimulatorGetMail() {
        identities();
        try (EmailService sandbox = FakeSes.open(ses, FakeSes.patience(), "SES_SANDBOX", "true")) {
            finish(sandbox.sendEmail(Email.of("success+1@simulator.amazonses.com", "s", null, "x")));
            assertThat(ses.asked()).isEmpty();
            finish(sandbox.sendEmail(Email.of("bob@elsewhere.example", "s", null, "x")));
            finish(sandbox.sendEmail(Email.of("anybody@mail.example.com", "s", null, "x")));
            for (String stranger : List.of("eve@elsewhere.example", "a@notexample.com", "a@pending.example")) {
                assertThatThrownBy(() -> finish(sandbox.sendEmail(Email.of(stranger, "s", null, "x"))))
                        .hasCauseInstanceOf(EmailException.Rejected.class)
                        .hasMessageContaining("SES_SANDBOX");
            }
            assertThat(ses.requests()).isEqualTo(3);
            assertThat(ses.asked()).as("asked once").hasSize(2);
        }
    }

    @Test
    void itsVariablesAreCheckedAllAtOnce() {
        Environment wrong = new Environment(Map.of(
                "AWS_SES_REGION", "Ireland!",
                "AWS_SES_ENDPOINT", "nowhere",
                "AWS_ACCESS_KEY_ID", "an-id",
                "SES_SANDBOX", "perhaps",
                "SES_CONFIGURATION_SET", "two words",
                "DEFAULT_FROM_EMAIL", "nobody",
                "EMAIL_TEMPLATES", "/there/is/no/such/place"));
        assertThatThrownBy(() -> new SesEmailProvider().open(wrong))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        refused -> assertThat(refused.faults())
                                .extracting(fault -> fault.substring(0, fault.indexOf(':')))
                                .containsExactly(
                                        "AWS_SES_REGION",
                                        "AWS_SES_ENDPOINT",
                                        "AWS_SECRET_ACCESS_KEY",
                                        "SES_CONFIGURATION_SET",
                                        "SES_SANDBOX",
                                        "DEFAULT_FROM_EMAIL",
                                        "EMAIL_TEMPLATES"));
        assertThatThrownBy(() -> new SesEmailProvider().open(new Environment(Map.of())))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        refused -> assertThat(refused.faults())
                                .containsExactly(
                                        "AWS_SES_REGION: missing (or AWS_REGION)", "DEFAULT_FROM_EMAIL: missing"));
    }

    @Test
    void whatFailsBesideMessagesIsNeverUnknown() {
        ses.answer("GET /v2/email/account", 500, "InternalServiceErrorException", "{\"message\":\"sorry\"}");
        assertThatThrownBy(() -> finish(service.getSendQuota()))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(EmailException.Unavailable.class);
        account(true, "HEALTHY", true);
        assertThat(finish(service.getSendQuota()).perDay())
                .as("a failure is not kept")
                .isEqualTo(50_000);
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
