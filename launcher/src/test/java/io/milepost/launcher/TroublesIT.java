package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.gateway.TroubleTable;
import io.milepost.gateway.TroubleTable.Row;
import io.milepost.gateway.TroubleWatch;
import io.milepost.gateway.TroubleWatch.Provocation;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each kind of trouble in docs/OPERATIONS.md is provoked, and told by metric, readiness and log as it stands there. */
class TroublesIT {
    /** Provoked by tests that need more for it than a node and a broker: FullDiskIT, TruncatedLogIT. */
    private static final Set<String> ELSEWHERE = Set.of("the broker's disk is full", "gap `truncated`");

    private static TroubledNode node;
    private static TroubleWatch watch;

    @BeforeAll
    static void start() throws Exception {
        node = TroubledNode.start();
        watch = new TroubleWatch(node.http());
    }

    @AfterAll
    static void stop() {
        watch.close();
        node.close();
    }

    private static Map<List<String>, Provocation> provocations() {
        Map<List<String>, Provocation> all = new LinkedHashMap<>();
        all.put(
                List.of(
                        "Kafka is away",
                        "Kafka takes nothing",
                        "nodes do not hear each other",
                        "devices are not known"),
                node::loseKafka);
        all.put(List.of("the tail is behind"), node::holdUpTheTail);
        all.put(List.of("a transaction hangs"), node::hangATransaction);
        all.put(List.of("a reader is slow"), node::stallAReader);
        all.put(List.of("a shard is outrun"), node::writeMuchAtOnce);
        all.put(List.of("gap `retention`"), node::deleteRecords);
        all.put(List.of("gap `topic_recreated`"), node::makeATopicAnew);
        all.put(List.of("gap `compacted`"), node::readACompactedTopic);
        all.put(List.of("gap `too_far`"), node::readFromFar);
        all.put(List.of("gap `device_expired`"), node::askForAnExpiredDevice);
        all.put(List.of("a record is no event"), node::writeNonsense);
        all.put(List.of("a record has no channel"), node::writeWithoutKey);
        all.put(List.of("a record lies elsewhere"), node::writeElsewhere);
        all.put(List.of("tokens are refused"), node::bringABadToken);
        all.put(List.of("clients are too loud"), node::shout);
        all.put(List.of("clients talk nonsense"), node::babble);
        all.put(List.of("a changed configuration has faults"), node::misconfigure);
        all.put(List.of("spans are not taken"), node::traceToNobody);
        all.put(List.of("a sink will not have an event"), () -> node.sink(413));
        all.put(List.of("a sink is away"), () -> node.sink(500));
        all.put(List.of("a sink needs a person"), () -> node.sink(401));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> eachIsToldAsDocumented() {
        Map<String, Row> rows = TroubleTable.read();
        Map<List<String>, Provocation> provocations = provocations();
        Set<String> provoked = new HashSet<>(ELSEWHERE);
        provocations.keySet().forEach(provoked::addAll);
        assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(provoked);
        return provocations.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(
                        String.join(", ", one.getKey()),
                        () -> look(one.getKey().stream().map(rows::get).toList(), one.getValue())));
    }

    private static void look(List<Row> rows, Provocation provocation) throws Exception {
        node.mend();
        watch.awaitReady();
        watch.sees(rows, provocation);
    }
}
