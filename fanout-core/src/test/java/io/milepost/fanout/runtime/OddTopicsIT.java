package io.milepost.fanout.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.milepost.broker.TestKafka;
import io.milepost.fanout.contract.Ledger;
import io.milepost.fanout.contract.Rig;
import io.milepost.fanout.contract.Written;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Topics that change, and groups that begin. */
class OddTopicsIT extends Edge {
    @Test
    void whoBeginsWithTheLatestGetsNothingOfBeforeAndAllOfAfter() {
        rig.load().spread(30, Rig.STREAMS, 10);
        rig.load().flush();
        Rig.Started first = rig.start(Map.of("from", "latest"));
        await().atMost(SOON).until(() -> first.fanout().health().ok());
        first.fanout().close();
        List<Written> before = rig.load().written();
        // Nobody is there: these are lost if the group has not kept where it began.
        rig.load().spread(30, Rig.STREAMS, 10);
        rig.start(Map.of("from", "latest"));
        rig.load().spread(30, Rig.STREAMS, 10);
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() >= 60);
        List<Written> written = rig.load().written();
        rig.close();
        new Ledger(written.subList(before.size(), written.size()), rig.farSide().arrivals()).checkOnceAndInOrder();
    }

    @Test
    void whoSaysThatItIsReadyMissesNothingFromThenOn() {
        Rig.Started started = rig.start(Map.of("from", "latest"));
        await().atMost(SOON).until(() -> started.fanout().health().ok());
        rig.load().spread(30, Rig.STREAMS, 10);
        rig.awaitAll(SOON).checkOnceAndInOrder();
    }

    @Test
    void aTopicMadeAfterTheStartIsReadFromItsBeginning() throws Exception {
        String topic = rig.topic("activity");
        admin.deleteTopics(Set.of(topic)).all().get();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> !admin.listTopics().names().get().contains(topic));
        Rig.Started started = rig.start(Map.of("from", "latest"));
        await().atMost(SOON).until(() -> started.fanout().health().ok());
        TestKafka.createTopic(topic, Rig.PARTITIONS, Map.of());
        write(0, null, "k", "{}");
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 1);
    }

    private boolean hasBegun() {
        return Rig.STREAMS.stream()
                .allMatch(stream -> rig.commits().keySet().stream()
                        .anyMatch(partition -> partition.topic().equals(rig.topic(stream))));
    }

    @Test
    void partitionsAddedAreReadFromTheirBeginning() throws Exception {
        Rig.Started started = rig.start(Map.of("from", "latest"));
        await().atMost(SOON).until(this::hasBegun);
        rig.load().good("activity", "k");
        rig.awaitAll(SOON);
        admin.createPartitions(Map.of(rig.topic("activity"), NewPartitions.increaseTo(Rig.PARTITIONS + 2)))
                .all()
                .get();
        await().atMost(SOON)
                .until(() -> producer.partitionsFor(rig.topic("activity")).size() == Rig.PARTITIONS + 2);
        write(Rig.PARTITIONS, null, "new-1", "{}");
        write(Rig.PARTITIONS + 1, null, "new-2", "{}");
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 3);
        assertThat(started.witness().seen())
                .extracting(delivery -> delivery.key())
                .containsExactlyInAnyOrder("k", "new-1", "new-2");
    }

    @Test
    void whatKafkaHasDeletedIsCountedAndTheRestGoesOn() throws Exception {
        for (int i = 0; i < 10; i++) {
            write(0, null, "k", "{}");
        }
        Rig.Started first = rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 10);
        first.fanout().close();
        for (int i = 0; i < 10; i++) {
            write(0, null, "k", "{}");
        }
        admin.deleteRecords(Map.of(new TopicPartition(rig.topic("activity"), 0), RecordsToDelete.beforeOffset(15)))
                .all()
                .get();
        Rig.Started second = rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 15);
        assertThat(second.witness().seen())
                .extracting(delivery -> delivery.position().offset())
                .containsExactly(15L, 16L, 17L, 18L, 19L);
        assertThat(second.meters().find("milepost.fanout.lost").counters().stream()
                        .mapToDouble(Counter::count)
                        .sum())
                .isEqualTo(5);
    }

    @Test
    void aTopicMadeAnewIsReadFromItsBeginning() throws Exception {
        String topic = rig.topic("activity");
        for (int i = 0; i < 10; i++) {
            write(0, null, "k", "{}");
        }
        Rig.Started first = rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 10);
        first.fanout().close();
        admin.deleteTopics(Set.of(topic)).all().get();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> !admin.listTopics().names().get().contains(topic));
        TestKafka.createTopic(topic, Rig.PARTITIONS, Map.of());
        write(0, null, "k", "{}");
        rig.start();
        await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == 11);
    }

    @Test
    void aTopicMadeWhileItRunsIsReadFromItsBeginningThoughTheOthersAreNot() throws Exception {
        String topic = rig.topic("activity");
        admin.deleteTopics(Set.of(topic)).all().get();
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> !admin.listTopics().names().get().contains(topic));
        rig.load().good("goal", "before");
        rig.load().flush();
        Rig.Started started = rig.start(Map.of("from", "latest"));
        await().atMost(SOON).until(() -> started.fanout().health().ok());
        // Ready means that nothing is missed from here on.
        rig.load().good("goal", "after");
        for (int time = 1; time <= 2; time++) {
            TestKafka.createTopic(topic, Rig.PARTITIONS, Map.of());
            write(0, null, "made-" + time, "{}");
            int arrived = 1 + time;
            await().atMost(SOON).until(() -> rig.farSide().arrivals().size() == arrived);
            admin.deleteTopics(Set.of(topic)).all().get();
            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> !admin.listTopics().names().get().contains(topic));
        }
        assertThat(rig.farSide().arrivals())
                .extracting(arrival -> arrival.key())
                .containsExactlyInAnyOrder("after", "made-1", "made-2");
    }
}
