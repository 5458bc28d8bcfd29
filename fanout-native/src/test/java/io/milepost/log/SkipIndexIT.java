package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.channel.KeyPartition;
import io.milepost.log.History.Answer.Page;
import io.milepost.log.History.Before;
import io.milepost.log.LogConfig.Absences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is read through the index is what a plain consumer finds that reads everything. */
class SkipIndexIT {
    private static final int PARTITIONS = 2;
    private static final int TEAMS = 400;

    private final Crowd crowd = new Crowd(PARTITIONS);
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @AfterEach
    void close() {
        crowd.close();
    }

    @Test
    void readingThroughTheIndexFindsWhatAFullScanFinds() throws Exception {
        System.out.println("seed " + seed);
        List<KafkaEventLog> nodes = new ArrayList<>();
        nodes.add(crowd.node(new Absences(32 << 20, 0, Integer.MAX_VALUE), 1));
        Map<String, Object> settings = Map.of("transactional.id", crowd.stream.topic());
        try (KafkaProducer<String, String> transactional = crowd.producer(settings)) {
            transactional.initTransactions();
            for (int round = 0; round < 5; round++) {
                writeSome(transactional);
                // Some nodes see half of it only from behind, with more or less room for what they learn of it.
                int bytes = random.nextBoolean() ? 32 << 20 : random.nextInt(1, 60_000);
                nodes.add(crowd.node(new Absences(bytes, 1_000_000, Integer.MAX_VALUE), 1 + random.nextInt(3_000)));
            }
            writeSome(transactional);
        }
        List<NavigableMap<Long, String>> all = crowd.scan();
        for (KafkaEventLog node : nodes) {
            waitForEnd(node);
            compareReadings(node, all);
            comparePages(node, all);
        }
        assertThat(nodes.get(0).stats().skipped()).isPositive();
    }

    /** Records of common and rare teams, some outside their key's partition, some without a key, some never committed. */
    private void writeSome(KafkaProducer<String, String> transactional) {
        for (int i = random.nextInt(12_000); i > 0; i--) {
            send(crowd.producer);
        }
        crowd.producer.flush();
        transactional.beginTransaction();
        for (int i = random.nextInt(1, 3_000); i > 0; i--) {
            send(transactional);
        }
        if (random.nextBoolean()) {
            transactional.commitTransaction();
        } else {
            transactional.abortTransaction();
        }
    }

    private void send(KafkaProducer<String, String> producer) {
        String key = Crowd.key(random.nextInt(3) > 0 ? random.nextInt(5) : random.nextInt(TEAMS));
        int partition = KeyPartition.of(key, PARTITIONS);
        switch (random.nextInt(200)) {
            case 0 -> partition = random.nextInt(PARTITIONS);
            case 1 -> key = "no name";
            default -> {}
        }
        producer.send(new ProducerRecord<>(
                crowd.stream.topic(), partition, random.nextInt(300) == 0 ? null : key, "{\"n\":1}"));
    }

    private void waitForEnd(KafkaEventLog node) throws Exception {
        long[] ends = new long[PARTITIONS];
        for (int p = 0; p < PARTITIONS; p++) {
            ends[p] = crowd.readableEnd(new TopicPartition(crowd.stream.topic(), p));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            long[] positions = Follower.attach(node).positions();
            return positions[0] >= ends[0] && positions[1] >= ends[1];
        });
    }

    private void compareReadings(KafkaEventLog node, List<NavigableMap<Long, String>> all) {
        Map<Caught, Long> readers = new HashMap<>();
        List<Integer> teams = new ArrayList<>();
        List<Caught> order = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int team = random.nextInt(TEAMS + 5);
            NavigableMap<Long, String> partition = all.get(partition(team));
            long from = partition.isEmpty() ? 0 : random.nextLong(partition.lastKey() + 1);
            Caught reader = new Caught(
                    node,
                    Crowd.gather(node, team),
                    new long[] {from},
                    random.nextInt(3) == 0 ? 5_000 : Long.MAX_VALUE / 2);
            readers.put(reader, from);
            teams.add(team);
            order.add(reader);
        }
        await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(1)).until(() -> {
            order.get(random.nextInt(order.size())).reading.grant(1 + random.nextInt(200_000));
            return order.stream().allMatch(reader -> reader.done.isDone());
        });
        for (int i = 0; i < order.size(); i++) {
            Caught reader = order.get(i);
            String key = Crowd.key(teams.get(i));
            long from = readers.getOrDefault(reader, 0L);
            assertThat(reader.lost).isEmpty();
            assertThat(node.ring().holds(reader.gathering.partitions().get(0), reader.end[0]))
                    .isTrue();
            assertThat(reader.offsets())
                    .as("seed %d, team %s from %d to %d", seed, key, from, reader.end[0])
                    .isEqualTo(offsets(all.get(partition(teams.get(i))), key, from, reader.end[0]));
        }
    }

    private void comparePages(KafkaEventLog node, List<NavigableMap<Long, String>> all) throws Exception {
        for (int i = 0; i < 5; i++) {
            int team = random.nextInt(TEAMS + 5);
            Gathering gathering = Crowd.gather(node, team);
            List<Long> found = new ArrayList<>();
            Before before = new Before.Now();
            Page page;
            do {
                CompletableFuture<History.Answer> answer = new CompletableFuture<>();
                node.history()
                        .page(new History.Request(
                                gathering, before, 1 + random.nextInt(400), Runnable::run, answer::complete));
                page = (Page) answer.get(60, TimeUnit.SECONDS);
                page.records().forEach(record -> found.add(0, record.offset()));
                before = new Before.Offsets(page.offsets());
            } while (page.older());
            assertThat(found)
                    .as("seed %d, history of team %d", seed, team)
                    .isEqualTo(offsets(all.get(partition(team)), Crowd.key(team), 0, Long.MAX_VALUE));
        }
    }

    private static int partition(int team) {
        return KeyPartition.of(Crowd.key(team), PARTITIONS);
    }

    private static List<Long> offsets(NavigableMap<Long, String> partition, String key, long from, long until) {
        return partition.subMap(from, Math.max(from, until)).entrySet().stream()
                .filter(entry -> key.equals(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
