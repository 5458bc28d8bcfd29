package io.milepost.email.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.email.fanout.PostmarkStub.Answer;
import io.milepost.fanout.Fanout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that are killed, stopped and overtaken, and how many mails come of it. */
class OnceIT {
    /** A process that is killed is missed by its group after six seconds, not after the newer protocol's 45. */
    private static final Map<String, String> SHORT_SESSIONS =
            Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "1000");

    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "BEFORE_CALL, skip, 0, UNKNOWN",
        "BEFORE_CALL, resend, 1, ACCEPTED",
        "AFTER_CALL, skip, 1, UNKNOWN",
        "AFTER_CALL, resend, 2, ACCEPTED"
    })
    void killedAtACall(String at, String policy, int mails, String phase) {
        Map<String, String> settings = Map.of("rules.note.onUnknown", policy);
        try (EmailRig rig = new EmailRig(directory, settings, SHORT_SESSIONS)) {
            EmailChild child = rig.child(Map.of("variables.CRASH_AT", at));
            child.awaitLine("ready");
            rig.note("e1", "one", "ada@example.com");
            child.awaitLine("reached");
            assertThat(rig.ledger(false).values()).containsExactly("ATTEMPTING");
            child.kill();
            rig.start();
            rig.note("e2", "two", "bob@example.com");
            await().atMost(LONG)
                    .until(() -> rig.ledger(false).containsValue(phase)
                            && !rig.ledger(false).containsValue("ATTEMPTING"));
            await().atMost(LONG).until(() -> rig.stub.byAddress().getOrDefault("bob@example.com", 0) == 1);
            assertThat(rig.stub.byAddress().getOrDefault("ada@example.com", 0)).isEqualTo(mails);
            assertThat(rig.events("email-unknown")).hasSize(phase.equals("UNKNOWN") ? 1 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"skip", "resend"})
    void killedBetweenLedgerAndCommit(String policy) {
        Map<String, String> settings = Map.of("rules.note.onUnknown", policy);
        try (EmailRig rig = new EmailRig(directory, settings, SHORT_SESSIONS)) {
            // Nothing is committed before it is killed, but where the group begins.
            EmailChild child = rig.child(Map.of("commitEvery", "1h"));
            child.awaitLine("ready");
            for (int i = 0; i < 20; i++) {
                rig.note("e" + i, "note " + i, "ada" + i + "@example.com");
            }
            await().atMost(LONG).until(() -> accepted(rig) == 20);
            child.kill();
            rig.start();
            rig.note("last", "last", "bob@example.com");
            await().atMost(LONG).until(() -> accepted(rig) == 21);
            assertThat(rig.stub.byAddress().values()).containsOnly(1).hasSize(21);
        }
    }

    private static long accepted(EmailRig rig) {
        return rig.ledger(false).values().stream().filter("ACCEPTED"::equals).count();
    }

    @ParameterizedTest
    @CsvSource({"skip", "resend"})
    void tenThousandRecipientsAndAKillHalfWay(String policy) {
        int count = 10_000;
        Map<String, String> settings = Map.of("rules.note.onUnknown", policy, "inFlight", "16");
        try (EmailRig rig = new EmailRig(directory, settings, SHORT_SESSIONS)) {
            EmailChild child = rig.child(Map.of());
            child.awaitLine("ready");
            String all = IntStream.range(0, count)
                    .mapToObj(i -> "walker" + i + "@example.com")
                    .collect(Collectors.joining(","));
            rig.note("big", "to all", all);
            await().atMost(LONG).until(() -> rig.stub.taken().size() > count / 2);
            child.kill();
            rig.start();
            await().atMost(Duration.ofMinutes(3)).until(() -> {
                Map<String, String> phases = rig.ledger(false);
                return phases.size() == count
                        && !phases.containsValue("ATTEMPTING")
                        && !phases.containsValue("RELEASED");
            });
            Map<String, Integer> had = rig.stub.byAddress();
            int twice = (int) had.values().stream().filter(n -> n > 1).count();
            int missing = count - had.size();
            System.out.println("10,000 recipients, killed half way, " + policy + ": " + twice + " had two, " + missing
                    + " had none");
            assertThat(had.values()).allMatch(n -> n <= 2);
            assertThat(policy.equals("skip") ? twice : missing).isZero();
            assertThat(policy.equals("skip") ? missing : twice).isLessThanOrEqualTo(16);
        }
    }

    @Test
    void aProviderThatHangsAfterAcceptingIsAskedOnceAndMayTellLater() {
        Map<String, String> settings =
                Map.of("webhooks.postmark.user", "hook", "webhooks.postmark.password", "a-password-of-the-hook");
        try (EmailRig rig = new EmailRig(directory, settings)) {
            Fanout fanout = rig.start();
            rig.stub.behave(mail -> Answer.TAKE_AND_HANG);
            rig.note("e1", "one", "ada@example.com");
            await().atMost(LONG).until(() -> rig.events("email-unknown").size() == 1);
            rig.stub.behave(mail -> Answer.TAKE);
            rig.note("e2", "two", "ada@example.com");
            await().atMost(LONG).until(() -> rig.stub.taken().size() == 2);
            assertThat(rig.stub.calls()).isEqualTo(2);
            String tag = rig.stub.taken().get(0).tags().get("milepost");
            String body = "{\"RecordType\":\"Delivery\",\"MessageID\":\"m-1\",\"Recipient\":\"ada@example.com\","
                    + "\"DeliveredAt\":\"" + Instant.now() + "\",\"Metadata\":{\"milepost\":\"" + tag + "\"}}";
            assertThat(EmailRig.call(
                                    fanout,
                                    "POST",
                                    "/email/webhooks/postmark",
                                    Map.of("authorization", List.of(EmailRig.basic("hook", "a-password-of-the-hook"))),
                                    body)
                            .status())
                    .isEqualTo(200);
            await().atMost(LONG).until(() -> rig.events("email-delivered").size() == 1);
            assertThat(rig.ledger(false).values()).containsOnly("ACCEPTED").hasSize(2);
        }
    }

    @Test
    void whoWasOvertakenSendsNothingWhenItWakes() throws IOException, InterruptedException {
        int count = 300;
        try (EmailRig rig = new EmailRig(directory, Map.of("inFlight", "8"), SHORT_SESSIONS)) {
            rig.stub.behave(mail -> {
                slowly();
                return Answer.TAKE;
            });
            EmailChild first = rig.child(Map.of());
            first.awaitLine("ready");
            for (int i = 0; i < count; i++) {
                rig.note("e" + i, "note", "walker" + i + "@example.com");
            }
            await().atMost(LONG).until(() -> rig.stub.taken().size() > 50);
            first.signal("STOP");
            rig.start();
            await().atMost(LONG).until(() -> rig.stub.taken().size() > 150);
            first.signal("CONT");
            await().atMost(LONG).until(() -> {
                Map<String, String> phases = rig.ledger(false);
                return phases.size() == count
                        && !phases.containsValue("ATTEMPTING")
                        && !phases.containsValue("RELEASED");
            });
            assertThat(rig.stub.byAddress().values()).containsOnly(1);
            assertThat(count - rig.stub.byAddress().size()).isLessThanOrEqualTo(16);
        }
    }

    /** A far side that takes its time, so that there is a half way; nothing waits for that long. */
    private static void slowly() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
