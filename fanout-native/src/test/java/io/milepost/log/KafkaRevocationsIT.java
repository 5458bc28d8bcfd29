package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.Streams;
import io.milepost.log.Revocation.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KafkaRevocationsIT {
    private final String topic = TestKafka.uniqueTopic("revocations");
    private final Map<String, Object> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    private final LogConfig config = LogConfig.of(TestKafka.bootstrapServers())
            .withWatchInterval(Duration.ofMillis(200))
            .withRevocations(Optional.of(topic));
    private final RevocationTopic revocations = new RevocationTopic(kafka, topic, config.missingTopics());
    private final List<KafkaEventLog> open = new ArrayList<>();
    private final Instant before = Instant.now().minusSeconds(60);
    private Admin admin;

    @BeforeEach
    void connect() {
        admin = Admin.create(kafka);
    }

    @AfterEach
    void close() {
        open.forEach(KafkaEventLog::close);
        admin.close();
    }

    @Test
    void whatWasRevokedBeforeTheStartIsKnownWhenTheNodeIsReady() {
        revocations.revoke(Revocation.ofToken("t1", null));
        revocations.revoke(Revocation.ofToken("t2", null));
        revocations.lift(Subject.TOKEN, "t2");
        revocations.revoke(Revocation.ofUser("ada", Instant.now().plusSeconds(600)));
        Revocations known = ready().revocations();
        assertThat(known.isRevoked("t1", "bob", before)).isTrue();
        assertThat(known.isRevoked("t2", "bob", before)).isFalse();
        assertThat(known.isRevoked(null, "ada", before)).isTrue();
        assertThat(known.isRevoked(null, "ada", Instant.now().plusSeconds(5))).isFalse();
    }

    @Test
    void aRunningNodeHearsOfRevocationsAndOfTheirEnd() {
        Revocations known = ready().revocations();
        revocations.revoke(Revocation.ofToken("t1", null));
        await().until(() -> known.isRevoked("t1", "bob", before));
        revocations.lift(Subject.TOKEN, "t1");
        await().until(() -> !known.isRevoked("t1", "bob", before));
    }

    @Test
    void theTopicKeepsTheNewestOfEachForEightDays() throws Exception {
        ready();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var made = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        assertThat(made.get("cleanup.policy").value()).isEqualTo("compact,delete");
        assertThat(made.get("retention.ms").value()).isEqualTo("691200000");
        var described =
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        assertThat(described.partitions()).hasSize(1);
    }

    @Test
    void aTopicThatIsMissingAndNotToBeMadeIsAFault() {
        ready();
        LogConfig strict = config.withMissingTopics(Optional.empty());
        String other = TestKafka.uniqueTopic("revocations");
        KafkaEventLog log = opened(strict.withRevocations(Optional.of(other)));
        assertThatThrownBy(() -> log.ready().get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(MissingTopicsException.class)
                .hasMessageContaining(other);
        assertThat(log.revocations().ready()).isNotDone();
        KafkaEventLog without = opened(strict.withRevocations(Optional.empty()));
        without.ready().orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(without.revocations()).isSameAs(Revocations.NONE);
    }

    @Test
    void aTopicMadeAnewIsReadFromItsBeginning() throws Exception {
        revocations.revoke(Revocation.ofToken("t1", null));
        revocations.revoke(Revocation.ofToken("t2", null));
        Revocations known = ready().revocations();
        admin.deleteTopics(List.of(topic)).all().get();
        await().ignoreExceptions().until(() -> {
            revocations.revoke(Revocation.ofToken("t3", null));
            return true;
        });
        await().until(() -> known.isRevoked("t3", "bob", before));
        assertThat(known.isRevoked("t1", "bob", before)).isTrue();
    }

    @Test
    void nonsenseOnTheTopicStopsNothing() {
        ready();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "who?", "{}"));
            producer.send(new ProducerRecord<>(topic, "jti:t1", "no JSON"));
        }
        revocations.revoke(Revocation.ofToken("t2", null));
        Revocations known = open.get(0).revocations();
        await().until(() -> known.isRevoked("t2", "bob", before));
        assertThat(known.isRevoked("t1", "bob", before)).isTrue();
    }

    private KafkaEventLog ready() {
        KafkaEventLog log = opened(config);
        log.ready().orTimeout(60, TimeUnit.SECONDS).join();
        return log;
    }

    private KafkaEventLog opened(LogConfig config) {
        KafkaEventLog log = KafkaEventLog.open(config, Streams.DEFAULTS);
        open.add(log);
        return log;
    }
}
