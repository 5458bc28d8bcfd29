package io.milepost.log.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LastOffsetsTest {
    @Test
    void aPartitionThatIsNotReadMayHoldAnything() {
        LastOffsets last = new LastOffsets(10);
        assertThat(last.end(5, 1)).isEqualTo(Long.MAX_VALUE);
        last.begin(5, 300);
        assertThat(last.end(5, 1)).isEqualTo(300);
        assertThat(last.end(4, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(last.floor(5)).isEqualTo(300);
        assertThat(last.floor(4)).isZero();
    }

    @Test
    void rememberedKeysAreExactAndOthersNeverTooLow() {
        Random random = BlockTest.seeded();
        for (int round = 0; round < 50; round++) {
            int most = random.nextInt(5, 200);
            LastOffsets last = new LastOffsets(most);
            Map<String, Long> model = new HashMap<>();
            long[] at = new long[3];
            for (int p = 0; p < at.length; p++) {
                at[p] = random.nextInt(100);
                last.begin(p, at[p]);
            }
            int keys = random.nextInt(2, 400);
            for (int poll = 0; poll < 200; poll++) {
                int p = random.nextInt(at.length);
                int count = random.nextInt(5);
                long[] hashes = new long[count];
                long[] offsets = new long[count];
                for (int i = 0; i < count; i++) {
                    hashes[i] = Key.of("k" + random.nextInt(keys)).hash();
                    at[p] += random.nextInt(1, 4);
                    offsets[i] = at[p] - 1;
                    model.put(p + "/" + hashes[i], at[p]);
                }
                last.take(p, hashes, offsets, count, at[p]);
                assertThat(last.size()).isLessThanOrEqualTo(2 * most);
                for (int i = 0; i < count; i++) {
                    assertThat(last.end(p, hashes[i])).isEqualTo(model.getOrDefault(p + "/" + hashes[i], -1L));
                }
                long any = Key.of("k" + random.nextInt(keys)).hash();
                long end = last.end(p, any);
                assertThat(end).isGreaterThanOrEqualTo(model.getOrDefault(p + "/" + any, 0L));
                assertThat(end).isLessThanOrEqualTo(at[p]);
            }
        }
    }
}
