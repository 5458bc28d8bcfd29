package io.milepost.email.recipient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.address.RecipientId;
import io.milepost.email.feedback.Feedback;
import io.milepost.email.feedback.Feedback.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecipientsIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String ADA = RecipientId.of("ada@example.com").value();
    private static final String BOB = RecipientId.of("bob@example.com").value();

    private final Town town = new Town();

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void whatNoticesMakeOfRecipientsIsKnownToAllAndAfterARestart() {
        write(ADA, RecipientStateTest.told(Kind.HARD_BOUNCE, 0));
        write(BOB, new Notice.Unsubscribed("digest", Instant.now(), null));
        write(ADA, RecipientStateTest.told(Kind.HARD_BOUNCE, 0));
        await().atMost(SOON).until(() -> town.recipients().size() == 2);
        Recipients again = town.open();
        for (Recipients recipients : List.of(town.recipients(), again)) {
            assertThat(recipients.suppressed(Instant.now()))
                    .singleElement()
                    .satisfies(one -> assertThat(one.reason()).isEqualTo(Reason.HARD_BOUNCE));
            assertThat(recipients.state(BOB).wants("digest")).isFalse();
            assertThat(recipients.state("0".repeat(32))).isSameAs(RecipientState.EMPTY);
            assertThat(recipients.trouble()).isEmpty();
        }
        assertThatThrownBy(() -> again.state("ada@example.com")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatAProviderSaysOfManyReachesEachOfThem() {
        List<Feedback> said = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            said.add(bounce("a" + i + "@example.com"));
        }
        said.add(bounce("no address"));
        town.notices()
                .tell(said)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        await().atMost(SOON).until(() -> town.recipients().size() == 1_200);
        assertThat(town.recipients().suppressed(Instant.now())).hasSize(1_200);
    }

    private static Feedback bounce(String address) {
        Instant at = RecipientStateTest.day(0);
        return new Feedback("ses", address, Kind.HARD_BOUNCE, address, null, Map.of(), at, "");
    }

    @Test
    void whoWroteAStateCanWaitUntilItIsKnown() {
        byte[] state = RecipientStateJson.write(RecipientStateTest.after(RecipientStateTest.told(Kind.COMPLAINT, 0)));
        long offset = 0;
        for (int i = 0; i < 500; i++) {
            offset = town.owner().write(String.format("%032x", i), state);
        }
        assertThat(town.recipients().reached(offset + 1).toCompletableFuture()).isNotDone();
        reached(town.recipients(), offset);
        assertThat(town.recipients().size()).isEqualTo(500);
        reached(town.recipients(), 0);
        Recipients other = town.open();
        var never = other.reached(offset + 100).toCompletableFuture();
        other.close();
        assertThat(never).failsWithin(SOON).withThrowableThat().havingCause().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoIsForgottenIsForgottenAndNonsenseStopsNothing() {
        byte[] state = RecipientStateJson.write(RecipientStateTest.after(RecipientStateTest.told(Kind.COMPLAINT, 0)));
        town.owner().write(ADA, state);
        town.owner().write(BOB, state);
        town.owner().write(ADA, null);
        town.owner().write("ada@example.com", state);
        reached(town.recipients(), town.owner().write(BOB, "no state".getBytes(UTF_8)));
        assertThat(town.recipients().state(ADA)).isSameAs(RecipientState.EMPTY);
        assertThat(town.recipients().state(BOB).suppression(Instant.now())).isPresent();
        assertThat(town.recipients().trouble())
                .hasValueSatisfying(what -> assertThat(what).startsWith("2 records"));
        reached(town.recipients(), town.owner().write(BOB, RecipientStateJson.write(RecipientState.EMPTY)));
        assertThat(town.recipients().size()).isZero();
    }

    @Test
    void theTopicKeepsTheNewestOfEachForEver() throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, town.topic());
        try (Admin admin = Admin.create(town.kafka())) {
            var made = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(made.get("cleanup.policy").value()).isEqualTo("compact");
            var topics =
                    admin.describeTopics(List.of(town.topic())).allTopicNames().get();
            assertThat(topics.get(town.topic()).partitions()).hasSize(1);
        }
    }

    @Test
    void aTopicMadeAnewIsReadFromItsBeginningAndNothingIsForgotten() throws Exception {
        byte[] state = RecipientStateJson.write(RecipientStateTest.after(RecipientStateTest.told(Kind.COMPLAINT, 0)));
        reached(town.recipients(), town.owner().write(ADA, state));
        var never = town.recipients().reached(1_000).toCompletableFuture();
        try (Admin admin = Admin.create(town.kafka())) {
            admin.deleteTopics(List.of(town.topic())).all().get();
        }
        assertThat(never).failsWithin(SOON);
        await().atMost(SOON).ignoreExceptions().until(() -> town.owner().write(BOB, state) >= 0);
        await().atMost(SOON).until(() -> town.recipients().size() == 2);
    }

    @Test
    void aNoticeThatKafkaDoesNotTakeFailsInTime() {
        try (NoticeWriter nowhere = new NoticeWriter(Map.of("bootstrap.servers", "127.0.0.1:1"), "requests")) {
            var written = nowhere.write(ADA, new Notice.Resubscribed(null, Instant.now()));
            assertThat(written.toCompletableFuture()).failsWithin(SOON);
        }
    }

    @Test
    void aKafkaThatIsAwayIsToldOf() {
        Map<String, Object> nowhere = Map.of("bootstrap.servers", "127.0.0.1:1");
        try (Recipients recipients = new Recipients(nowhere, "recipients", (short) -1)) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> recipients.trouble().isPresent());
            assertThat(recipients.isReady()).isFalse();
        }
    }

    private void write(String id, Notice notice) {
        town.notices()
                .write(id, notice)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static void reached(Recipients recipients, long offset) {
        recipients
                .reached(offset)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
