package io.milepost.log.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What nodes say to each other, by a real broker. */
class KafkaPeersIT {
    private final PeerTopics topics =
            new PeerTopics(TestKafka.uniqueTopic("presence"), TestKafka.uniqueTopic("signals"));
    private final List<KafkaPeers> opened = new ArrayList<>();

    /** What one of them has heard. */
    private record Heard(Queue<String> stated, Queue<String> signals, Queue<Long> times) implements Peers.Listener {
        Heard() {
            this(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        }

        @Override
        public void stated(String node, byte[] statement, long at) {
            times.add(at);
            stated.add(new String(statement, UTF_8));
            if (stated.contains("a defect")) {
                stated.remove("a defect");
                throw new IllegalStateException("a defect of the test's");
            }
        }

        @Override
        public void signalled(String node, byte[] signal) {
            signals.add(new String(signal, UTF_8));
        }
    }

    @BeforeEach
    void makeTopics() {
        for (String topic : List.of(topics.presence(), topics.signals())) {
            TestKafka.createTopic(topic, 1, PeerTopics.settings());
        }
    }

    @AfterEach
    void close() {
        opened.forEach(KafkaPeers::close);
    }

    private KafkaPeers open(Heard heard) {
        KafkaPeers peers = new KafkaPeers(Map.of("bootstrap.servers", TestKafka.bootstrapServers()), topics);
        opened.add(peers);
        peers.listen(heard);
        peers.begin();
        peers.ready().orTimeout(60, TimeUnit.SECONDS).join();
        return peers;
    }

    private static void awaitAll(Collection<String> heard, Collection<String> said) {
        await().untilAsserted(() -> assertThat(heard).containsExactlyElementsOf(said));
    }

    private static List<String> numbered(String what, int count) {
        return IntStream.range(0, count).mapToObj(i -> what + i).toList();
    }

    @Test
    void statementsComeToAllInOrderAndSignalsToTheOthers() {
        Heard one = new Heard();
        Heard two = new Heard();
        KafkaPeers first = open(one);
        KafkaPeers second = open(two);
        assertThat(first.self()).isNotEqualTo(second.self());
        List<String> statements = numbered("statement ", 200);
        statements.forEach(said -> first.state(said.getBytes(UTF_8)));
        List<String> signals = numbered("signal ", 200);
        signals.forEach(said -> first.signal(said.getBytes(UTF_8)));
        awaitAll(two.stated(), statements);
        awaitAll(one.stated(), statements);
        awaitAll(two.signals(), signals);
        await().until(first::isSettled);
        assertThat(one.signals()).isEmpty();
        assertThat(one.times()).as("of the broker, so the same for all").containsExactlyElementsOf(two.times());
        assertThat(first.dropped()).isZero();
    }

    @Test
    void whoComesLaterHearsWhatWasStatedAndNotWhatWasSignalled() {
        KafkaPeers first = open(new Heard());
        Heard present = new Heard();
        open(present);
        List<String> statements = numbered("statement ", 10);
        statements.forEach(said -> first.state(said.getBytes(UTF_8)));
        first.signal("missed".getBytes(UTF_8));
        awaitAll(present.stated(), statements);
        awaitAll(present.signals(), List.of("missed"));
        Heard late = new Heard();
        open(late);
        assertThat(late.stated()).as("when it is ready").containsExactlyElementsOf(statements);
        first.signal("heard".getBytes(UTF_8));
        awaitAll(late.signals(), List.of("heard"));
    }

    @Test
    void aDefectOfTheListenersCostsOneRecord() {
        Heard heard = new Heard();
        KafkaPeers peers = open(heard);
        List.of("before", "a defect", "after").forEach(said -> peers.state(said.getBytes(UTF_8)));
        awaitAll(heard.stated(), List.of("before", "after"));
    }

    @Test
    void aTopicThatIsMadeAnewIsReadOn() throws ExecutionException, InterruptedException {
        Heard heard = new Heard();
        KafkaPeers peers = open(heard);
        peers.state("before".getBytes(UTF_8));
        awaitAll(heard.stated(), List.of("before"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            admin.deleteTopics(List.of(topics.presence())).all().get();
            await().ignoreExceptions().until(() -> {
                TestKafka.createTopic(topics.presence(), 1, PeerTopics.settings());
                return true;
            });
        }
        // A node that is not heard says it again.
        await().until(() -> {
            peers.state("after".getBytes(UTF_8));
            return heard.stated().contains("after");
        });
    }

    @Test
    void whatKafkaDoesNotTakeIsDroppedAndTheNextIsTried() {
        try (KafkaPeers alone = new KafkaPeers(Map.of("bootstrap.servers", "127.0.0.1:1"), topics)) {
            alone.state("lost".getBytes(UTF_8));
            assertThat(alone.isSettled()).isFalse();
            CompletableFuture<?> said = alone.signal("lost".getBytes(UTF_8));
            await().atMost(Duration.ofSeconds(30)).until(alone::isSettled);
            assertThat(said).failsWithin(Duration.ofSeconds(30));
            assertThat(alone.dropped()).isEqualTo(1);
            byte[] large = new byte[1 << 20];
            IntStream.range(0, 9).forEach(i -> alone.signal(large));
            assertThat(alone.dropped()).as("more than may wait").isGreaterThan(1);
        }
    }
}
