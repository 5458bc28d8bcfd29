package io.milepost.log.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockTest {
    @Test
    void aKeyThatIsThereIsNeverDeniedAndOneThatIsNotRarelyClaimed() {
        Random random = seeded();
        long asked = 0;
        long claimed = 0;
        for (int round = 0; round < 300; round++) {
            int keys = random.nextInt(1, Block.SIZE + 1);
            long[] hashes = new long[keys];
            Set<Long> held = new HashSet<>();
            for (int i = 0; i < keys; i++) {
                // Half of them alike, as names of channels are, the others of any length.
                String name = random.nextBoolean() ? "team-" + random.nextInt(5_000) : text(random);
                hashes[i] = Key.of(name).hash();
                held.add(hashes[i]);
            }
            Block block = new Block(0, Block.SIZE, hashes, keys, keys, 0);
            assertThat(held).allMatch(block::mayHold);
            for (int i = 0; i < 2_000; i++) {
                long stranger = Key.of("user-" + i + "-" + round).hash();
                if (!held.contains(stranger)) {
                    asked++;
                    claimed += block.mayHold(stranger) ? 1 : 0;
                }
            }
        }
        assertThat((double) claimed / asked)
                .as("claims of keys that are not there")
                .isLessThan(0.002);
    }

    @Test
    void aBlockWithoutKeysHoldsNone() {
        assertThat(new Block(0, Block.SIZE, new long[0], 0, 0, 0).mayHold(7)).isFalse();
    }

    @Test
    void manyRecordsOfFewKeysTakeFewBytes() {
        long[] hashes = new long[Block.SIZE];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = Key.of("team-" + i % 10).hash();
        }
        assertThat(new Block(0, Block.SIZE, hashes, hashes.length, hashes.length, 0).weight())
                .isLessThan(160);
    }

    @Test
    void keysOfAllLengthsHaveHashesOfTheirOwn() {
        Set<Long> hashes = new HashSet<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            assertThat(hashes.add(Key.of(text.toString()).hash())).isTrue();
            text.append('a');
        }
        assertThat(Key.of("team-7")).isEqualTo(Key.of("team-7")).isNotEqualTo(Key.of("team-8"));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i >= 0; i--) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    static Random seeded() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        return new Random(seed);
    }
}
