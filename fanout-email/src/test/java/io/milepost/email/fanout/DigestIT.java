package io.milepost.email.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.broker.TestKafka;
import io.milepost.email.EmailAddress;
import io.milepost.email.address.RecipientId;
import io.milepost.email.digest.DigestItem;
import io.milepost.email.fanout.PostmarkStub.Mail;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.request.RequestKey;
import io.milepost.email.rule.Category;
import io.milepost.email.rule.OnUnknown;
import io.milepost.email.rule.Window;
import io.milepost.fanout.Fanout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several events in one mail, once for each window. */
class DigestIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Map<String, String> SETTINGS = Map.of("digestGrace", "1s");

    @TempDir
    Path directory;

    /** Without sequence numbers, which a broker that learns of a topic just made may refuse; an item twice counts once. */
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "enable.idempotence", false, "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());

    @AfterEach
    void close() {
        producer.close();
    }

    private static Window endingIn(Duration time) {
        Instant end = Instant.now().plus(time);
        return new Window(end.minusSeconds(3_600), end);
    }

    /** An item as a planner makes it, recorded within its window. */
    private void item(EmailRig rig, Window window, String to, String by, String title, int most) {
        String id = RecipientId.of(to).value();
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.putObject("event").put("type", "note").putObject("data").put("title", title);
        values.putObject("recipient").put("address", to);
        EmailRequest request = new EmailRequest(
                RequestKey.of("digest", "note", "1", by, window.start().toString(), id),
                "note",
                "note",
                new Category("notes", false),
                OnUnknown.SKIP,
                Optional.empty(),
                new EmailAddress(to, null),
                id,
                null,
                null,
                window.end().plusSeconds(3_600),
                values);
        DigestItem item = new DigestItem(RequestKey.of("note", "1", title, id), request, window, most);
        ProducerRecord<byte[], byte[]> record = item.record(rig.plan.topics().digests());
        long recorded = window.end().minusSeconds(60).toEpochMilli();
        producer.send(
                new ProducerRecord<>(record.topic(), null, recorded, record.key(), record.value(), record.headers()));
    }

    private static List<String> subjects(EmailRig rig) {
        return rig.stub.taken().stream().map(Mail::subject).toList();
    }

    @Test
    void eventsOfOneRecipientAndOneKeyBecomeOneMail() {
        try (EmailRig rig = new EmailRig(directory, SETTINGS)) {
            rig.makeTopics();
            Window window = endingIn(Duration.ofSeconds(3));
            for (int i = 1; i <= 5; i++) {
                item(rig, window, "ada@example.com", "team", "walk-" + i, 3);
                item(rig, window, "ada@example.com", "team", "walk-" + i, 3);
            }
            item(rig, window, "ada@example.com", "club", "swim", 3);
            item(rig, window, "bob@example.com", "team", "walk-1", 3);
            producer.flush();
            rig.start();
            await().atMost(LONG).until(() -> rig.stub.count() >= 3 && rig.isSettled(false, 3));
            assertThat(rig.stub.byAddress()).isEqualTo(Map.of("ada@example.com", 2, "bob@example.com", 1));
            assertThat(subjects(rig)).containsExactlyInAnyOrder("5 notes", "1 notes", "1 notes");
            Mail first = rig.stub.taken().stream()
                    .filter(mail -> mail.subject().equals("5 notes"))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.html()).contains("walk-1", "walk-3").doesNotContain("walk-4", "swim");
            assertThat(first.text()).contains("and 2 more");
            assertThat(rig.deadLetters()).isEmpty();
        }
    }

    @Test
    void aRestartBeforeAWindowsEndAndOneAfterItMakeNoMailMoreOrLess() {
        try (EmailRig rig = new EmailRig(directory, SETTINGS)) {
            rig.makeTopics();
            Window soon = endingIn(Duration.ofSeconds(3));
            Window later = endingIn(Duration.ofMinutes(50));
            int count = 1_500;
            // Keeps the place of each partition before all that follows.
            for (int i = 0; i < 20; i++) {
                item(rig, later, "late" + i + "@example.com", "team", "much later", 3);
            }
            for (int i = 0; i < count; i++) {
                item(rig, soon, "ada@example.com", "team", "walk-" + i, 3);
            }
            producer.flush();
            // It may not let anything go yet, whatever the time.
            rig.start(Map.of("digestGrace", "30m")).close();
            assertThat(rig.stub.count()).isZero();
            Fanout second = rig.start();
            await().atMost(LONG).until(() -> rig.stub.count() >= 1 && rig.isSettled(false, 1));
            second.close();
            rig.start();
            item(rig, endingIn(Duration.ofSeconds(1)), "ada@example.com", "club", "swim", 3);
            producer.flush();
            await().atMost(LONG).until(() -> rig.stub.count() >= 2 && rig.isSettled(false, 2));
            assertThat(subjects(rig)).containsExactly(count + " notes", "1 notes");
        }
    }

    @Test
    void aDigestAfterItsWindowHasAllOfIt() {
        try (EmailRig rig = new EmailRig(directory, SETTINGS)) {
            rig.makeTopics();
            Window past = endingIn(Duration.ofMinutes(-1));
            int count = 3_000;
            for (int i = 0; i < count; i++) {
                item(rig, past, "ada@example.com", "team", "walk-" + i, 3);
            }
            producer.flush();
            rig.start();
            await().atMost(LONG).until(() -> rig.stub.count() >= 1 && rig.isSettled(false, 1));
            assertThat(subjects(rig)).containsExactly(count + " notes");
        }
    }

    @Test
    void anEventOfARuleWithADigestWaitsInItAndOneOfACriticalCategoryDoesNot() {
        try (EmailRig rig = new EmailRig(directory, StormIT.CRITICAL)) {
            // The hour may end meanwhile.
            rig.start(Map.of("rules.note.digest", "hour", "rules.alarm.digest", "hour", "digestGrace", "30m"));
            rig.note("e1", "walked", "ada@example.com");
            await().atMost(LONG)
                    .until(() -> rig.tail(rig.plan.topics().digests()).size() == 1);
            rig.event("alarm", "a1", null, "{\"title\":\"fire\",\"to\":\"ada@example.com\"}");
            await().atMost(LONG).until(() -> rig.isSettled(true, 1));
            assertThat(subjects(rig)).containsExactly("fire");
            assertThat(rig.tail(rig.plan.topics().digests()).get(0).type()).isEqualTo(DigestItem.TYPE);
        }
    }
}
