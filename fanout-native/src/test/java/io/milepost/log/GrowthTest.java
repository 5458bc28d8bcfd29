package io.milepost.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private final Growth growth =
            Growth.NONE.to(2, List.of()).to(3, List.of(10L, 20L)).to(5, List.of(15L, 20L, 7L));

    @Test
    void itIsKnownFromWhereOnAPartitionHasWhatWasWrittenUnderACount() {
        assertThat(growth.counts()).containsExactly(2, 3, 5);
        assertThat(growth.since(1, 3)).isEqualTo(20);
        assertThat(growth.since(2, 3)).as("a new one").isZero();
        assertThat(growth.since(2, 5)).isEqualTo(7);
        assertThat(growth.since(0, 2)).as("at the first count").isEqualTo(Growth.UNKNOWN);
        assertThat(growth.since(0, 4)).as("at a count that there was not").isEqualTo(Growth.UNKNOWN);
        assertThat(growth.cut(0, 12).since(0, 5)).isEqualTo(12);
    }

    @Test
    void whatAnotherHasSeenIsAdded() {
        Growth late = Growth.NONE.to(3, List.of()).to(5, List.of(14L, 22L, Growth.UNKNOWN));
        assertThat(late.and(growth))
                .isEqualTo(growth.and(late))
                .isEqualTo(Growth.NONE.to(2, List.of()).to(3, List.of(10L, 20L)).to(5, List.of(14L, 20L, 7L)));
    }

    @Test
    void theTextOfAPartitionHoldsWhatConcernsIt() {
        assertThat(GrowthText.write(0x1f3a09c2, growth))
                .isEqualTo(Map.of(0, "1f3a09c2 2 3:10 5:15", 1, "1f3a09c2 2 3:20 5:20", 2, "1f3a09c2 3:0 5:7"));
        assertThat(GrowthText.write(1, Growth.NONE.to(4, List.of()))).isEmpty();
        assertThat(GrowthText.read(0x1f3a09c3, Map.of(0, "1f3a09c2 2 3:10 5:15")))
                .as("of another topic of that name")
                .isEqualTo(Growth.NONE);
        for (String foreign : List.of(
                "",
                "   ",
                "x",
                "1f3a09c2 3:",
                "1f3a09c2 a:3",
                "1f3a09c2 0 4:5",
                "1f3a09c2 -3",
                "1f3a09c2 3:99999999999999999999")) {
            assertThatThrownBy(() -> GrowthText.read(0x1f3a09c2, Map.of(0, foreign)))
                    .as("'%s'", foreign)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.printf("seed %d%n", seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Growth some = some(random);
            Map<Integer, String> texts = GrowthText.write(42, some);
            assertThat(texts.values()).allSatisfy(text -> assertThat(text).hasSizeLessThan(4_096));
            Growth read = GrowthText.read(42, texts);
            List<Integer> counts = some.counts();
            List<Integer> newest = counts.subList(Math.max(0, counts.size() - 128), counts.size());
            assertThat(read.counts()).isEqualTo(counts.size() < 2 ? List.of() : newest);
            for (int count : newest.subList(1, newest.size())) {
                for (int partition = 0; partition < count; partition++) {
                    assertThat(read.since(partition, count)).isEqualTo(some.since(partition, count));
                }
            }
        }
    }

    private static Growth some(Random random) {
        TreeMap<Integer, List<Long>> steps = new TreeMap<>();
        int count = 1 + random.nextInt(4);
        steps.put(count, List.of());
        int most = random.nextInt(10) == 0 ? 300 : 6;
        for (int i = random.nextInt(most); i > 0; i--) {
            List<Long> ends = Collections.nCopies(count, 0L).stream()
                    .map(end -> random.nextInt(5) == 0 ? Growth.UNKNOWN : random.nextLong(Long.MAX_VALUE))
                    .toList();
            count += 1 + random.nextInt(2);
            steps.put(count, ends);
        }
        return new Growth(steps);
    }
}
