package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.cursor.Cursor;
import io.milepost.event.RawEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final StreamSpec ACTIVITY = StreamSpec.of("activity", "team-{key}", "activity-logged");
    private static final StreamSpec GOAL = StreamSpec.of("goal", "team-{key}", "goal-updated");
    private static final StreamSpec CHANNELS = StreamSpec.of("channels", "{key}", "message");
    private static final Streams STREAMS = Streams.of(List.of(ACTIVITY, GOAL, CHANNELS));
    private static final ChannelName TEAM = new ChannelName("team-7");

    private final Topology topology =
            Topology.empty(STREAMS).with(ACTIVITY, 0xa1, 4).with(GOAL, 0xb1, 4).with(CHANNELS, 0xc1, 4);
    private final Gathering gathering = topology.gather(TEAM);
    private final HotRing ring = emptyRing();
    private final Bounds.Snapshot open = new Bounds.Snapshot(0, new long[0], new long[0]);

    @Test
    void aKeyChoosesOnePartitionOfEachStream() {
        assertThat(gathering.partitions())
                .extracting(p -> p.stream().name() + p.partition())
                .containsExactly(
                        "activity" + KeyPartition.of("7", 4),
                        "goal" + KeyPartition.of("7", 4),
                        "channels" + KeyPartition.of("team-7", 4));
        assertThat(gathering.names()).containsExactly("team-7");
        assertThat(topology.gather(new ChannelName("private-team-7")).names())
                .containsExactly("team-7", "private-team-7");
    }

    @Test
    void aCursorResumesWhereItWas() {
        Cursor cursor = gathering.cursor(new long[] {10, 20, 30});
        Gathering.Resumption resumed = gathering.resume(cursor, open, ring);
        assertThat(resumed.offsets()).containsExactly(10, 20, 30);
        assertThat(resumed.gaps()).isEmpty();
    }

    @Test
    void aStreamAddedLaterIsReadFromItsStartWithoutAGap() {
        Topology before = Topology.empty(STREAMS).with(ACTIVITY, 0xa1, 4).with(CHANNELS, 0xc1, 4);
        Cursor cursor = before.gather(TEAM).cursor(new long[] {10, 30});
        Gathering.Resumption resumed = gathering.resume(cursor, open, ring);
        assertThat(resumed.offsets()).containsExactly(10, 0, 30);
        assertThat(resumed.gaps()).isEmpty();
    }

    @Test
    void aTopicMadeAnewIsReadFromItsStartWithAGap() {
        Cursor cursor = gathering.cursor(new long[] {10, 20, 30});
        Gathering.Resumption resumed = topology.with(GOAL, 0xb2, 4).gather(TEAM).resume(cursor, open, ring);
        assertThat(resumed.offsets()).containsExactly(10, 0, 30);
        assertThat(resumed.gaps()).containsExactly(GapReason.TOPIC_RECREATED);
    }

    @Test
    void whatRetentionTookIsAGap() {
        long[] starts = new long[topology.size()];
        starts[gathering.partitions().get(1).index()] = 25;
        Gathering.Resumption resumed = gathering.resume(
                gathering.cursor(new long[] {10, 20, 30}), new Bounds.Snapshot(0, starts, new long[0]), ring);
        assertThat(resumed.offsets()).containsExactly(10, 25, 30);
        assertThat(resumed.gaps()).containsExactly(GapReason.RETENTION);
    }

    @Test
    void aKeyThatMovedIsReadWhereItWasAndThenWhereItIs() {
        int moved = count(4, true);
        Gathering grown = topology.with(GOAL, 0xb1, moved).gather(TEAM);
        Gathering.Resumption resumed = grown.resume(gathering.cursor(new long[] {10, 20, 30}), open, ring);
        assertThat(resumed.gaps()).isEmpty();
        assertThat(resumed.offsets()).containsExactly(10, 20, 30);
        assertThat(resumed.gathering().partitions()).isEqualTo(gathering.partitions());
        assertThat(resumed.gathering().isFormer()).isTrue();
        assertThat(resumed.gathering().cursor(new long[] {10, 25, 30}))
                .isEqualTo(gathering.cursor(new long[] {10, 25, 30}));

        Gathering.Resumption onward = resumed.gathering().onward(new long[] {11, 25, 31}, open, ring);
        assertThat(onward.gaps()).isEmpty();
        assertThat(onward.offsets()).containsExactly(11, 0, 31);
        assertThat(onward.gathering().partitions()).isEqualTo(grown.partitions());
        assertThat(onward.gathering().isFormer()).isFalse();
    }

    @Test
    void aKeyThatMovedTwiceIsReadInThreePlaces() {
        int once = count(4, true);
        int twice = IntStream.rangeClosed(once + 1, 60)
                .filter(n -> KeyPartition.of("7", n) != KeyPartition.of("7", once)
                        && KeyPartition.of("7", n) != KeyPartition.of("7", 4))
                .findFirst()
                .orElseThrow();
        Gathering grown =
                topology.with(GOAL, 0xb1, once).with(GOAL, 0xb1, twice).gather(TEAM);
        Gathering first =
                grown.resume(gathering.cursor(new long[] {1, 2, 3}), open, ring).gathering();
        Gathering second = first.onward(new long[] {1, 2, 3}, open, ring).gathering();
        Gathering third = second.onward(new long[] {1, 2, 3}, open, ring).gathering();
        assertThat(List.of(first, second, third))
                .extracting(at -> at.partitions().get(1).partition())
                .containsExactly(KeyPartition.of("7", 4), KeyPartition.of("7", once), KeyPartition.of("7", twice));
        assertThat(third.isFormer()).isFalse();
    }

    /** There it has been twice: each record is read once, at its time. */
    @Test
    void aKeyThatComesBackIsReadInItsFirstPartitionTwice() {
        int away = count(4, true);
        LogPartition home = gathering.partitions().get(1);
        Gathering grown = awayAndBack(away, 40);
        Gathering first = grown.resume(gathering.cursor(new long[] {1, 20, 3}), open, ring)
                .gathering();
        Gathering.Resumption second = first.onward(new long[] {1, 45, 3}, open, ring);
        Gathering.Resumption third = second.gathering().onward(second.offsets(), open, ring);

        assertThat(first.partitions().get(1)).isEqualTo(home);
        assertThat(first.holds("team-7", record(home, 39))).isTrue();
        assertThat(first.holds("team-7", record(home, 40))).isFalse();
        assertThat(first.holds("team-7", record(home, 40, true)))
                .as("a stray when it was read, before more partitions were seen")
                .isFalse();
        assertThat(second.gathering().partitions().get(1).partition()).isEqualTo(KeyPartition.of("7", away));
        assertThat(second.gathering().isFormer()).isTrue();
        assertThat(third.gathering().partitions()).isEqualTo(grown.partitions());
        assertThat(third.gathering().isFormer()).isFalse();
        assertThat(third.offsets()).containsExactly(1, 40, 3);
        assertThat(third.gathering().holds("team-7", record(home, 40))).isTrue();
        assertThat(grown.resume(third.gathering().cursor(new long[] {1, 41, 3}), open, ring)
                        .offsets())
                .containsExactly(1, 41, 3);
        assertThat(grown.isBeyond(gathering)).isTrue();

        Gathering late = grown.resume(gathering.cursor(new long[] {1, 50, 3}), open, ring)
                .gathering();
        assertThat(late.holds("team-7", record(home, 50))).isFalse();
        second = late.onward(new long[] {1, 55, 3}, open, ring);
        assertThat(second.gathering().onward(second.offsets(), open, ring).offsets())
                .as("what it has had does not come again, though it lay behind the end that was seen")
                .containsExactly(1, 50, 3);
    }

    /** The log begins behind its first stay when the reader comes: each stay that is gone has its gap, whenever it reads on. */
    @Test
    void whatRetentionTookOfAKeyThatComesBackIsAGapForEachStay() {
        LogPartition home = gathering.partitions().get(1);
        Gathering grown = awayAndBack(count(4, true), 40);
        long[] starts = new long[home.index() + 1];
        starts[home.index()] = 70;
        Bounds.Snapshot bounds = new Bounds.Snapshot(0, starts, new long[0]);

        for (long had : new long[] {20, 40}) {
            Gathering.Resumption first = grown.resume(gathering.cursor(new long[] {1, had, 3}), bounds, ring);
            assertThat(first.gaps()).isEqualTo(had < 40 ? Set.of(GapReason.RETENTION) : Set.of());
            assertThat(first.offsets()).containsExactly(1, 40, 3);
            Gathering.Resumption again = grown.resume(first.gathering().cursor(first.offsets()), bounds, ring);
            Gathering.Resumption second = again.gathering().onward(again.offsets(), bounds, ring);
            Gathering.Resumption third = second.gathering().onward(second.offsets(), bounds, ring);
            assertThat(third.offsets()).containsExactly(1, 70, 3);
            assertThat(third.gaps()).containsExactly(GapReason.RETENTION);
        }
    }

    /** What is written again after a cut lies below the end that was seen when the key came. */
    @Test
    void aKeysNewPartitionThatWasCutIsReadFromTheCut() {
        int away = IntStream.rangeClosed(5, 200)
                .filter(n -> KeyPartition.of("7", n) < 4 && KeyPartition.of("7", n) != KeyPartition.of("7", 4))
                .findFirst()
                .orElseThrow();
        LogPartition next = topology.partitions(GOAL).get(KeyPartition.of("7", away));
        long[] ends = new long[topology.size()];
        ends[next.index()] = 80;
        Gathering grown =
                topology.with(GOAL, 0xb1, away, ends).withBreak(next, 50).gather(TEAM);
        Gathering.Resumption first = grown.resume(gathering.cursor(new long[] {1, 20, 3}), open, ring);
        assertThat(first.gathering().onward(new long[] {1, 45, 3}, open, ring).offsets())
                .containsExactly(1, 50, 3);
    }

    /** Others saw ends that a log has lost since, and has not reached again. */
    @Test
    void whatOthersSawOfALogThatWasCutIsNotPassedOver() {
        int away = IntStream.rangeClosed(5, 200)
                .filter(n -> KeyPartition.of("7", n) < 4 && KeyPartition.of("7", n) != KeyPartition.of("7", 4))
                .findFirst()
                .orElseThrow();
        Topology now = Topology.empty(STREAMS)
                .with(ACTIVITY, 0xa1, 4)
                .with(GOAL, 0xb1, away)
                .with(CHANNELS, 0xc1, 4);
        int next = KeyPartition.of("7", away);
        List<Long> ends = new ArrayList<>(Collections.nCopies(4, 1_000L));
        long[] held = new long[now.size()];
        Arrays.fill(held, Long.MAX_VALUE);
        held[now.partitions(GOAL).get(next).index()] = 800;
        Growth seen = Growth.NONE.to(4, List.of()).to(away, ends);
        Topology recalled = new Continuation(now, Map.of())
                .recalling(Map.of(GOAL, seen), new Bounds.Snapshot(0, new long[0], held))
                .topology();
        Gathering first = recalled.gather(TEAM)
                .resume(gathering.cursor(new long[] {1, 20, 3}), open, ring)
                .gathering();
        assertThat(first.onward(new long[] {1, 45, 3}, open, ring).offsets()).containsExactly(1, 800, 3);
        assertThat(recalled.recalling(GOAL, recalled.growth(GOAL))).isSameAs(recalled);
    }

    /** Where the key is when it has been elsewhere with so many partitions, and has come back; its first one ended here both times. */
    private Gathering awayAndBack(int away, long end) {
        int back = IntStream.rangeClosed(away + 1, 200)
                .filter(n -> KeyPartition.of("7", n) == KeyPartition.of("7", 4))
                .findFirst()
                .orElseThrow();
        long[] ends = new long[topology.size()];
        ends[gathering.partitions().get(1).index()] = end;
        return topology.with(GOAL, 0xb1, away, ends)
                .with(GOAL, 0xb1, back, ends)
                .gather(TEAM);
    }

    private static LogRecord record(LogPartition partition, long offset) {
        return record(partition, offset, false);
    }

    private static LogRecord record(LogPartition partition, long offset, boolean stray) {
        ConsumerRecord<byte[], ByteBuffer> raw = new ConsumerRecord<>(
                "goal", partition.partition(), offset, "7".getBytes(UTF_8), ByteBuffer.wrap(new byte[] {'1'}));
        return new LogRecord(partition, offset, RawEvent.of(raw), stray);
    }

    @Test
    void aKeyThatStaysWhereItWasNoticesNothing() {
        Gathering grown = topology.with(GOAL, 0xb1, count(4, false)).gather(TEAM);
        Gathering.Resumption resumed = grown.resume(gathering.cursor(new long[] {10, 20, 30}), open, ring);
        assertThat(resumed.gaps()).isEmpty();
        assertThat(resumed.offsets()).containsExactly(10, 20, 30);
        assertThat(resumed.gathering().isFormer()).isFalse();
    }

    @Test
    void aCursorThatKnowsOfMorePartitionsThanThisNodeLosesNothing() {
        Topology grown = topology.with(GOAL, 0xb1, count(4, true));
        Cursor cursor = grown.gather(TEAM).cursor(new long[] {10, 3, 30});
        long[] ends = new long[topology.size()];
        ends[gathering.partitions().get(1).index()] = 40;
        Gathering.Resumption resumed = gathering.resume(cursor, new Bounds.Snapshot(0, new long[0], ends), ring);
        assertThat(resumed.offsets()).containsExactly(10, 40, 30);
        assertThat(resumed.gaps()).isEmpty();
        Cursor here = resumed.gathering().cursor(resumed.offsets());
        Gathering.Resumption then = grown.gather(TEAM).resume(here, open, ring);
        assertThat(then.gathering().onward(then.offsets(), open, ring).offsets())
                .as("the new partition, from its start: some of it for the second time")
                .containsExactly(10, 0, 30);
    }

    @Test
    void aStreamWhoseRecordsLieAnywhereIsReadInAllItsPartitions() {
        StreamSpec anywhere = GOAL.spread();
        Streams streams = Streams.of(List.of(ACTIVITY, anywhere, CHANNELS));
        Topology some = Topology.empty(streams)
                .with(ACTIVITY, 0xa1, 4)
                .with(anywhere, 0xb1, 3)
                .with(CHANNELS, 0xc1, 4);
        Gathering spread = some.gather(TEAM);
        long[] offsets = {10, 20, 21, 22, 30};
        String text = spread.encode(offsets);
        Cursor cursor = Cursor.decode(text, TEAM);
        assertThat(spread.resume(cursor, open, ring).offsets()).containsExactly(offsets);

        Gathering grown = some.with(anywhere, 0xb1, 5).gather(TEAM);
        assertThat(grown.resume(cursor, open, ring).offsets()).containsExactly(10, 20, 21, 22, 0, 0, 30);
        assertThat(grown.resume(cursor, open, ring).gaps()).isEmpty();
    }

    @Test
    void aCursorFromBeforeTheSettingWasChangedIsUnderstood() {
        StreamSpec anywhere = GOAL.spread();
        Topology some = Topology.empty(Streams.of(List.of(ACTIVITY, anywhere, CHANNELS)))
                .with(ACTIVITY, 0xa1, 4)
                .with(anywhere, 0xb1, 4)
                .with(CHANNELS, 0xc1, 4);
        long[] offsets = {10, 0, 0, 0, 0, 30};
        offsets[1 + KeyPartition.of("7", 4)] = 20;
        assertThat(some.gather(TEAM)
                        .resume(gathering.cursor(new long[] {10, 20, 30}), open, ring)
                        .offsets())
                .containsExactly(offsets);
        assertThat(gathering
                        .resume(some.gather(TEAM).cursor(offsets), open, ring)
                        .offsets())
                .containsExactly(10, 20, 30);
    }

    @Test
    void whatWasReadOfAnEndThatWasCutOffIsAGap() {
        LogPartition goal = gathering.partitions().get(1);
        Gathering after = topology.withBreak(goal, 15).gather(TEAM);
        Gathering.Resumption ahead = after.follow(gathering, new long[] {10, 20, 30}, open, ring);
        assertThat(ahead.gaps()).containsExactly(GapReason.TRUNCATED);
        assertThat(ahead.offsets()).containsExactly(10, 15, 30);
        assertThat(after.follow(gathering, new long[] {10, 12, 30}, open, ring).gaps())
                .isEmpty();
    }

    @Test
    void whatCompactionMayHaveTakenIsAGapUnlessTheRingHoldsIt() {
        Bounds.Snapshot compacted = new Bounds.Snapshot(0, new long[0], new long[0], Map.of(), Set.of(GOAL));
        Cursor cursor = gathering.cursor(new long[] {10, 20, 30});
        assertThat(gathering.resume(cursor, compacted, ring).gaps()).containsExactly(GapReason.COMPACTED);
        assertThat(gathering.earliest(compacted, ring).gaps()).containsExactly(GapReason.COMPACTED);
        ring.begin(gathering.partitions().get(1), 20);
        assertThat(gathering.resume(cursor, compacted, ring).gaps()).isEmpty();
    }

    /** The first count above another for which the key is elsewhere, or where it was. */
    private static int count(int before, boolean elsewhere) {
        return IntStream.rangeClosed(before + 1, 60)
                .filter(n -> (KeyPartition.of("7", n) != KeyPartition.of("7", before)) == elsewhere)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatTheRingStillHoldsIsNotLost() {
        long[] starts = new long[topology.size()];
        LogPartition goal = gathering.partitions().get(1);
        starts[goal.index()] = 25;
        ring.begin(goal, 20);
        Gathering.Resumption resumed = gathering.resume(
                gathering.cursor(new long[] {10, 20, 30}), new Bounds.Snapshot(0, starts, new long[0]), ring);
        assertThat(resumed.offsets()).containsExactly(10, 20, 30);
        assertThat(resumed.gaps()).isEmpty();
    }

    private HotRing emptyRing() {
        HotRing empty = new HotRing(1 << 20);
        topology.partitions().forEach(partition -> empty.begin(partition, 1_000));
        return empty;
    }
}
