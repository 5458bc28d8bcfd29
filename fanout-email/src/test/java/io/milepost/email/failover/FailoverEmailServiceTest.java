package io.milepost.email.failover;

import static io.milepost.email.provider.http.HttpPeer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.email.BulkResult;
import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import io.milepost.email.ReceivedMail;
import io.milepost.email.SentEmail;
import io.milepost.email.provider.http.HttpPeer;
import io.milepost.email.provider.mock.MockEmailProvider;
import io.milepost.email.provider.resend.ResendEmailProvider;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import io.milepost.service.Health;
import io.milepost.service.ServiceRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two providers over HTTP, and what goes to which. */
class FailoverEmailServiceTest {
    private static final HttpPeer.Behaviour AWAY = status(503, "{}");
    private static final HttpPeer.Behaviour TAKEN = status(200, "{\"id\":\"id-1\",\"data\":[]}");

    private final AtomicLong nanos = new AtomicLong();
    private final Api one = new Api();
    private final Api other = new Api();
    private final EmailService service = new FailoverEmailService(
            open(one),
            open(other),
            new Switch(new FailoverConfig(Duration.ofSeconds(60), Duration.ofSeconds(300)), nanos::get));

    /** An API that does what it is told. */
    private static final class Api extends HttpPeer {
        Api() {
            behave(TAKEN);
        }

        @Override
        protected List<ReceivedMail> mail(Request request) {
            return List.of();
        }

        @Override
        protected Behaviour well(Request request) {
            return TAKEN;
        }
    }

    private static EmailService open(HttpPeer peer) {
        return new ResendEmailProvider()
                .open(new Environment(Map.of(
                        "RESEND_API_KEY", "x",
                        "RESEND_URL", peer.uri().toString(),
                        "DEFAULT_FROM_EMAIL", "noreply@example.com")));
    }

    @AfterEach
    void close() {
        service.close();
        one.close();
        other.close();
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private static Email keyed(String key) {
        List<EmailAddress> ada = List.of(EmailAddress.of("ada@example.com"));
        return new Email(null, ada, List.of(), List.of(), List.of(), "s", null, "x", Map.of(), Map.of(), key);
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private String send(String key) {
        try {
            finish(service.sendEmail(keyed(key)));
            return "sent";
        } catch (CompletionException e) {
            return ((EmailException) e.getCause()).code().toString();
        }
    }

    private void failOver() {
        one.behave(AWAY);
        assertThat(send(null)).isEqualTo("UNAVAILABLE");
        pass(60);
        assertThat(send(null)).isEqualTo("UNAVAILABLE");
        assertThat(other.requests()).as("what failed there was not moved").isZero();
    }

    @Test
    void mailMovesWhenTheFirstHasBeenAwayForLongAndComesBackWhenItIsWell() {
        assertThat(send(null)).isEqualTo("sent");
        failOver();
        assertThat(send(null)).isEqualTo("sent");
        assertThat(other.requests()).isEqualTo(1);
        int before = one.calls().size();
        pass(299);
        assertThat(send(null)).isEqualTo("sent");
        assertThat(one.calls()).hasSize(before);
        pass(1);
        assertThat(send(null)).isEqualTo("sent");
        await().atMost(Duration.ofSeconds(30)).until(() -> one.calls().size() == before + 1);
        assertThat(one.calls().get(before).method()).as("asked, not sent").isEqualTo("GET");
        assertThat(send(null)).isEqualTo("sent");
        assertThat(other.requests()).isEqualTo(4);
        one.behave(TAKEN);
        pass(300);
        int to = one.requests();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            assertThat(send(null)).isEqualTo("sent");
            return one.requests() > to;
        });
        int moved = other.requests();
        assertThat(send(null)).isEqualTo("sent");
        assertThat(other.requests()).isEqualTo(moved);
    }

    @Test
    void whatMayHaveBeenSentGoesToNobodyElse() {
        one.behave(status(500, "{}"));
        assertThat(send("k1")).isEqualTo("UNKNOWN");
        failOver();
        assertThat(send("k2")).isEqualTo("sent");
        int moved = other.requests();
        assertThat(send("k1")).as("it stays where it may have been sent").isEqualTo("UNAVAILABLE");
        assertThat(other.requests()).isEqualTo(moved);
        List<BulkResult> results = finish(service.sendBulkEmails(List.of(keyed("k3"), keyed("k1"), keyed("k4"))));
        assertThat(results.get(0)).isInstanceOf(BulkResult.Sent.class);
        assertThat(results.get(1)).isInstanceOf(BulkResult.Failed.class);
        assertThat(results.get(2)).isInstanceOf(BulkResult.Sent.class);
        assertThat(other.requests()).isEqualTo(moved + 2);
        other.behave(status(500, "{}"));
        assertThat(send("k5")).isEqualTo("UNKNOWN");
        other.behave(TAKEN);
        one.behave(TAKEN);
        pass(300);
        int to = one.requests();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            send(null);
            return one.requests() > to;
        });
        int before = one.requests();
        int others = other.requests();
        assertThat(send("k5")).isEqualTo("sent");
        assertThat(one.requests()).isEqualTo(before);
        assertThat(other.requests()).isEqualTo(others + 1);
    }

    @Test
    void whoTriesAgainAtOnceIsHeldToWhereItWas() {
        one.behave(AWAY);
        send(null);
        pass(60);
        one.behave(status(500, "{}"));
        CompletionStage<SentEmail> again = service.sendEmail(keyed("k"))
                .handle((sent, failure) -> {
                    assertThat(failure).isInstanceOf(EmailException.Unknown.class);
                    return service.sendEmail(keyed("k"));
                })
                .thenCompose(stage -> stage);
        assertThatThrownBy(() -> finish(again)).hasCauseInstanceOf(EmailException.Unknown.class);
        assertThat(other.requests()).isZero();
        assertThat(send("other")).isEqualTo("sent");
    }

    @Test
    void severalMessagesMoveTheSwitchToo() {
        one.behave(AWAY);
        List<Email> emails = new ArrayList<>(List.of(keyed("a"), keyed("b")));
        finish(service.sendBulkEmails(emails));
        pass(60);
        finish(service.sendBulkEmails(emails));
        assertThat(finish(service.sendBulkEmails(emails))).allMatch(BulkResult.Sent.class::isInstance);
        assertThat(finish(service.sendBulkEmails(List.of()))).isEmpty();
    }

    @Test
    void itSaysWhichOneSendsAndPromisesNoMoreThanBothKeep() {
        assertThat(finish(service.health())).extracting(Health::ok).isEqualTo(true);
        assertThat(service.traits().deduplicates()).isFalse();
        assertThat(finish(service.sendEmail(keyed("k")))).isEqualTo(new SentEmail("resend", "id-1"));
    }

    @Test
    void theRegistryOpensBoth() {
        one.behave(AWAY);
        Map<String, String> variables = variables();
        try (ServiceRegistry registry =
                ServiceRegistry.initialize(new Environment(variables), new SimpleMeterRegistry())) {
            EmailService opened = registry.get(EmailService.class);
            assertThat(opened.traits().provider()).isEqualTo("resend");
            assertThat(opened.traits().deduplicates()).isFalse();
        }
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put("WEBSOCKET_PROVIDER", "mock");
        variables.put("EMAIL_PROVIDER", "resend");
        variables.put("RESEND_API_KEY", "x");
        variables.put("RESEND_URL", one.uri().toString());
        variables.put("DEFAULT_FROM_EMAIL", "noreply@example.com");
        variables.put("EMAIL_FAILOVER_PROVIDER", new MockEmailProvider().name());
        return variables;
    }

    @Test
    void faultsOfBothAreToldAtOnce() {
        Map<String, String> variables = Map.of(
                "EMAIL_FAILOVER_PROVIDER", "postmark",
                "EMAIL_FAILOVER_AFTER", "soon",
                "EMAIL_FAILOVER_BACK", "0s",
                "RESEND_URL", "http://user@host");
        assertThatThrownBy(() -> new ResendEmailProvider().open(new Environment(variables)))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.faults())
                                .extracting(fault -> fault.substring(0, fault.indexOf(':')))
                                .containsExactlyInAnyOrder(
                                        "EMAIL_FAILOVER_AFTER",
                                        "EMAIL_FAILOVER_BACK",
                                        "RESEND_API_KEY",
                                        "RESEND_URL",
                                        "DEFAULT_FROM_EMAIL",
                                        "POSTMARK_SERVER_TOKEN"));
        for (String name : List.of("resend", "mailgun")) {
            Map<String, String> wrong = variables();
            wrong.put("EMAIL_FAILOVER_PROVIDER", name);
            assertThatThrownBy(() -> new ResendEmailProvider().open(new Environment(wrong)))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("EMAIL_FAILOVER_PROVIDER: ");
        }
    }
}
