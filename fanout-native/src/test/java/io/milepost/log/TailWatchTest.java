package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a tail counts as behind, and when no longer. */
class TailWatchTest {
    private static final StreamSpec STREAM = StreamSpec.of("channels", "{key}", "message");
    private static final long MOST = 100;

    private final Topology topology =
            Topology.empty(Streams.of(List.of(STREAM))).with(STREAM, 1, 2);
    private final TailWatch watch = new TailWatch(MOST);

    /** Looks when so many records are to be read, and so many more wait for a transaction. */
    private void look(TailWatch by, long behind, long undecided) {
        long[] readable = {1_000 + behind, 500};
        long[] ends = {readable[0] + undecided, 500};
        Bounds.Snapshot bounds =
                new Bounds.Snapshot(0, new long[2], ends, readable, Map.of(STREAM, undecided), Set.of());
        by.look(topology, new long[] {1_000, 500}, bounds, System.nanoTime());
    }

    private boolean isBehindAfter(long... looks) {
        for (long behind : looks) {
            look(watch, behind, 0);
        }
        return watch.trouble() != null;
    }

    @Test
    void aBurstDoesNotCount() {
        assertThat(isBehindAfter(MOST + 1, MOST, MOST + 1, 0)).isFalse();
    }

    @Test
    void itIsBehindUntilHalfOfItIsRead() {
        assertThat(isBehindAfter(MOST + 1, MOST + 1)).isTrue();
        assertThat(watch.trouble()).contains("101 records behind, more than 100");
        assertThat(isBehindAfter(MOST, MOST - 1, MOST / 2 + 1)).isTrue();
        assertThat(isBehindAfter(MOST / 2)).isFalse();
        assertThat(isBehindAfter(MOST + 1)).isFalse();
        assertThat(isBehindAfter(MOST + 1)).isTrue();
    }

    @Test
    void whatWaitsForATransactionIsNotBehind() {
        look(watch, 10, 10 * MOST);
        look(watch, 10, 10 * MOST);
        assertThat(watch.trouble()).isNull();
    }

    @Test
    void withoutABoundAnyNumberWill() {
        TailWatch none = new TailWatch(0);
        look(none, 1_000_000, 0);
        look(none, 1_000_000, 0);
        assertThat(none.trouble()).isNull();
    }

    @Test
    void whereItIsNotKnownHowFarItCouldReadItIsNotBehind() {
        watch.look(topology, new long[2], new Bounds.Snapshot(0, new long[0], new long[0]), 0);
        watch.look(topology, new long[2], new Bounds.Snapshot(0, new long[0], new long[0]), 0);
        assertThat(watch.trouble()).isNull();
    }
}
