package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.cursor.Cursor;
import java.util.List;
import java.util.stream.IntStream;
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
    void aKeyThatMovedToAnotherPartitionIsAGapAndOneThatStayedIsNone() {
        int moved = IntStream.rangeClosed(5, 20)
                .filter(n -> KeyPartition.of("7", n) != KeyPartition.of("7", 4))
                .findFirst()
                .orElseThrow();
        int stayed = IntStream.rangeClosed(5, 40)
                .filter(n -> KeyPartition.of("7", n) == KeyPartition.of("7", 4))
                .findFirst()
                .orElseThrow();
        Cursor cursor = gathering.cursor(new long[] {10, 20, 30});
        assertThat(topology.with(GOAL, 0xb1, moved).gather(TEAM).resume(cursor, open, ring))
                .satisfies(resumed -> assertThat(resumed.gaps()).containsExactly(GapReason.PARTITIONS_CHANGED))
                .satisfies(resumed -> assertThat(resumed.offsets()).containsExactly(10, 0, 30));
        assertThat(topology.with(GOAL, 0xb1, stayed).gather(TEAM).resume(cursor, open, ring))
                .satisfies(resumed -> assertThat(resumed.gaps()).isEmpty())
                .satisfies(resumed -> assertThat(resumed.offsets()).containsExactly(10, 20, 30));
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
