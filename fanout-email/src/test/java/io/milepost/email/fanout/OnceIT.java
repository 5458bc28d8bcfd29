package io.milepost.email.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.email.fanout.PostmarkStub.Answer;
import io.milepost.fanout.Fanout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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

    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    Path directory;

    /** Ada has it by a rule that skips what is unknown, Eve by one that sends it again. */
    @ParameterizedTest
    @CsvSource({"BEFORE_CALL, 0, 1", "AFTER_CALL, 1, 2"})
    void killedAtACall(String at, int adas, int eves) {
        try (EmailRig rig = new EmailRig(directory, EmailRig.AGAIN, SHORT_SESSIONS)) {
            // It is killed before it gives up, however long that takes.
            EmailChild child = rig.child(Map.of(
                    "variables.CRASH_AT", at, "variables.CRASH_TIME", "0", "variables.CRASH_DEADLINE_MS", "60000"));
            child.awaitLine("ready");
            rig.note("e1", "one", "ada@example.com", "eve@example.com");
            child.awaitLine("reached", 2);
            assertThat(rig.ledger(false).values()).containsExactly("ATTEMPTING", "ATTEMPTING");
            child.kill();
            rig.start();
            rig.note("e2", "two", "bob@example.com", "bea@example.com");
            await().atMost(LONG).until(() -> rig.isSettled(false, 4));
            assertThat(rig.ledger(false).values())
                    .containsExactlyInAnyOrder("UNKNOWN", "ACCEPTED", "ACCEPTED", "ACCEPTED");
            Map<String, Integer> had = rig.stub.byAddress();
            assertThat(had.getOrDefault("ada@example.com", 0)).isEqualTo(adas);
            assertThat(had).containsEntry("eve@example.com", eves);
            assertThat(had).containsEntry("bob@example.com", 1).containsEntry("bea@example.com", 1);
            assertThat(rig.events("email-unknown")).hasSize(1);
        }
    }

    @Test
    void killedBetweenLedgerAndCommit() {
        int count = 20;
        try (EmailRig rig = new EmailRig(directory, EmailRig.AGAIN, SHORT_SESSIONS)) {
            // Nothing is committed before it is killed, but where the group begins.
            EmailChild child = rig.child(Map.of("commitEvery", "1h"));
            child.awaitLine("ready");
            for (int i = 0; i < count; i++) {
                rig.note("e" + i, "note " + i, "ada" + i + "@example.com", "eve" + i + "@example.com");
            }
            await().atMost(LONG).until(() -> rig.isSettled(false, 2 * count));
            child.kill();
            rig.start();
            rig.note("last", "last", "bob@example.com", "bea@example.com");
            await().atMost(LONG).until(() -> rig.isSettled(false, 2 * count + 2));
            assertThat(rig.ledger(false).values()).containsOnly("ACCEPTED");
            assertThat(rig.stub.byAddress().values()).containsOnly(1).hasSize(2 * count + 2);
        }
    }

    /** The rules are planned one after the other, so there is a kill in the midst of each one's mail. */
    @Test
    void manyRecipientsAndAKillHalfWayOfEachRule() {
        // -Dbulk=2000 for a shorter run.
        int each = Integer.getInteger("bulk", 10_000) / 2;
        int inFlight = 16;
        Map<String, String> settings = new HashMap<>(EmailRig.AGAIN);
        settings.put("inFlight", Integer.toString(inFlight));
        try (EmailRig rig = new EmailRig(directory, settings, SHORT_SESSIONS)) {
            EmailChild first = rig.child(Map.of());
            first.awaitLine("ready");
            rig.note("big", "to all", addresses("skip", each), addresses("again", each));
            await().atMost(LONG).until(() -> rig.stub.count() > each / 2);
            first.kill();
            EmailChild second = rig.child(Map.of());
            await().atMost(LONG).until(() -> rig.stub.count() > each + each / 2);
            second.kill();
            rig.start();
            await().atMost(Duration.ofMinutes(3)).until(() -> rig.isSettled(false, 2 * each));
            Map<String, Integer> had = rig.stub.byAddress();
            long skipTwice = count(had, "skip", 2);
            long skipNone = each - count(had, "skip", 1);
            long againTwice = count(had, "again", 2);
            long againNone = each - count(had, "again", 1);
            System.out.printf(
                    "%d recipients, killed twice: skip %d had two, %d none; resend %d had two, %d none%n",
                    2 * each, skipTwice, skipNone, againTwice, againNone);
            assertThat(skipTwice).isZero();
            assertThat(againNone).isZero();
            assertThat(skipNone).isLessThanOrEqualTo(2L * inFlight);
            assertThat(againTwice).isLessThanOrEqualTo(2L * inFlight);
            assertThat(had.values()).allMatch(n -> n <= 3);
        }
    }

    private static String addresses(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> name + i + "@example.com")
                .collect(Collectors.joining(","));
    }

    private static long count(Map<String, Integer> had, String name, int least) {
        return had.entrySet().stream()
                .filter(one -> one.getKey().startsWith(name) && one.getValue() >= least)
                .count();
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
            await().atMost(LONG).until(() -> rig.stub.count() == 2 && rig.isSettled(false, 2));
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
            rig.stub.thinkFor(Duration.ofMillis(50));
            EmailChild first = rig.child(Map.of());
            first.awaitLine("ready");
            for (int i = 0; i < count; i++) {
                rig.note("e" + i, "note", "walker" + i + "@example.com");
            }
            await().atMost(LONG).until(() -> rig.stub.count() > 50);
            first.signal("STOP");
            rig.start();
            await().atMost(LONG).until(() -> rig.stub.count() > 150);
            first.signal("CONT");
            await().atMost(LONG).until(() -> rig.isSettled(false, count));
            assertThat(rig.stub.byAddress().values()).containsOnly(1);
            assertThat(count - rig.stub.byAddress().size()).isLessThanOrEqualTo(16);
        }
    }
}
