package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** For how long a stream counts as held up, with two partitions of a hundred records each. */
class HangingTransactionsTest {
    private static final StreamSpec STREAM = StreamSpec.of("channels", "{key}", "message");

    private final Topology topology =
            Topology.empty(Streams.of(List.of(STREAM))).with(STREAM, 1, 2);
    private final LogStats stats = new LogStats();
    private final HangingTransactions hanging = new HangingTransactions(stats);

    /** Looks at a second, when the two can be read so far; gives the seconds that the stream is held up. */
    private long at(long second, long first, long other) {
        long askedAt = Duration.ofSeconds(second).toNanos();
        hanging.look(
                topology,
                new Bounds.Snapshot(
                        askedAt, new long[2], new long[] {100, 100}, new long[] {first, other}, Map.of(), Set.of()));
        return stats.standstill(STREAM).toSeconds();
    }

    @Test
    void oneThatHangsIsCountedFromTheFirstLook() {
        assertThat(at(10, 100, 100)).isZero();
        assertThat(at(15, 40, 100)).isZero();
        assertThat(at(20, 40, 100)).isEqualTo(5);
        assertThat(at(100, 40, 100)).isEqualTo(85);
        assertThat(at(105, 100, 100)).isZero();
    }

    @Test
    void thoseThatFollowOneAnotherAreNotCountedAsOne() {
        for (int second = 0; second < 100; second += 5) {
            assertThat(at(second, second, 100)).isZero();
        }
    }

    @Test
    void thePartitionThatWaitsLongestCounts() {
        at(0, 40, 100);
        assertThat(at(10, 40, 70)).isEqualTo(10);
        assertThat(at(15, 40, 70)).isEqualTo(15);
        assertThat(at(20, 41, 70)).isEqualTo(10);
        assertThat(at(25, 100, 70)).isEqualTo(15);
    }
}
