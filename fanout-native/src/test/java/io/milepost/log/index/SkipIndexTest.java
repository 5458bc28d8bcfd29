package io.milepost.log.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.log.index.SkipIndex.Reach;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SkipIndexTest {
    private static final int P = 3;
    private static final long RARE = Key.hash(new byte[] {1, 2, 3});
    private static final int SIZE = Block.SIZE;

    private final SkipIndex index = new SkipIndex(1 << 20);

    @Test
    void whatIsNotKnownMayHoldAnything() {
        assertThat(index.next(P, RARE, 5, 9_000)).isEqualTo(5);
        assertThat(index.previous(P, RARE, 9_000, 5)).isEqualTo(9_000);
        assertThat(index.runBelow(P, RARE, 9_000, 5)).isEqualTo(5);
        assertThat(index.reach(P, RARE, 0, 9_000, 100_000)).isEqualTo(new Reach(0, 9_000));
        assertThat(index.unknownBelow(P, 9_000)).isEqualTo(9_000);
    }

    @Test
    void blocksWithoutTheKeyArePassedOver() {
        scan(index, 0, 10 * SIZE, 5 * SIZE + 17);
        assertThat(index.next(P, RARE, 5, 9 * SIZE)).isEqualTo(5L * SIZE);
        assertThat(index.next(P, RARE, 5 * SIZE + 3, 9 * SIZE)).isEqualTo(5L * SIZE + 3);
        assertThat(index.next(P, RARE, 6 * SIZE, 9 * SIZE)).isEqualTo(9L * SIZE);
        assertThat(index.next(P, RARE, 6 * SIZE, 19 * SIZE)).isEqualTo(10L * SIZE);
        assertThat(index.previous(P, RARE, 9 * SIZE, 0)).isEqualTo(6L * SIZE);
        assertThat(index.previous(P, RARE, 5 * SIZE, 7)).isEqualTo(7);
        assertThat(index.previous(P, RARE, 12 * SIZE, 0)).isEqualTo(12L * SIZE);
        assertThat(index.runBelow(P, RARE, 6 * SIZE, 0)).isEqualTo(5L * SIZE);
        Reach reach = index.reach(P, RARE, 0, 10 * SIZE, 10_000);
        assertThat(reach.offset()).isZero();
        assertThat(reach.records()).as("not every offset has a record").isBetween(800L, 1_000L);
        assertThat(index.reach(P, RARE, 0, 10 * SIZE, 100)).isEqualTo(new Reach(6 * SIZE - 100, 100));
        assertThat(index.unknownBelow(P, 10 * SIZE)).isZero();
    }

    @Test
    void partsOfBlocksCountAsFarAsTheyGo() {
        BlockWriter writer = new BlockWriter(index, P);
        writer.jump(100);
        writer.take(1, 100, 0);
        writer.end(900);
        assertThat(index.next(P, RARE, 50, 5_000)).isEqualTo(50);
        assertThat(index.next(P, RARE, 100, 5_000)).isEqualTo(900);
        assertThat(index.previous(P, RARE, 900, 0)).isEqualTo(100);
        assertThat(index.previous(P, RARE, 901, 0)).isEqualTo(901);
        assertThat(index.unknownBelow(P, 900)).isEqualTo(100);
        scan(index, 0, 2 * SIZE, -1);
        assertThat(index.next(P, RARE, 0, 5_000)).isEqualTo(2L * SIZE);
    }

    @Test
    void offsetsWithoutRecordsAreKnownToHoldNothing() {
        BlockWriter writer = new BlockWriter(index, P);
        writer.jump(0);
        writer.take(RARE, 3, 0);
        writer.take(RARE, 20_000, 0);
        writer.reached(30_000);
        assertThat(index.next(P, RARE, 1_024, 100_000)).isEqualTo(20_000L / SIZE * SIZE);
        assertThat(index.next(P, RARE, 20_480, 100_000)).isEqualTo(30_000L / SIZE * SIZE);
        assertThat(index.reach(P, RARE, 0, 29 * SIZE, 1_000)).isEqualTo(new Reach(0, 2));
    }

    @Test
    void theOldestBlocksOfAllPartitionsGoFirst() {
        SkipIndex small = new SkipIndex(40_000);
        for (int p = 0; p < 4; p++) {
            BlockWriter writer = new BlockWriter(small, p);
            writer.jump(0);
            for (int i = 0; i < 100 * SIZE; i++) {
                writer.take(Key.hash(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}), i, i * 4L + p);
            }
            writer.reached(100 * SIZE);
            assertThat(small.bytes()).isLessThanOrEqualTo(40_000);
        }
        assertThat(small.isFull()).isTrue();
        assertThat(List.of(0, 1, 2, 3)).allMatch(p -> small.unknownBelow(p, 100 * SIZE) > 90 * SIZE);
        small.retain(List.of(2));
        assertThat(small.bytes()).isBetween(1L, 20_000L);
        small.dropBefore(2, 100 * SIZE);
        assertThat(small.bytes()).isZero();
    }

    @Test
    void everySearchFindsAllThereIs() {
        Random random = BlockTest.seeded();
        for (int round = 0; round < 200; round++) {
            SkipIndex any = new SkipIndex(random.nextInt(60_000));
            boolean[] held = new boolean[40 * SIZE];
            for (int i = random.nextInt(8); i > 0; i--) {
                held[random.nextInt(held.length)] = true;
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                int from = random.nextInt(held.length);
                scan(any, held, from, random.nextInt(from, held.length), random);
            }
            int from = random.nextInt(held.length);
            int until = random.nextInt(from, held.length + 1);
            int next = (int) any.next(P, RARE, from, until);
            assertThat(next).isBetween(from, until);
            assertThat(holds(held, from, next)).isFalse();
            int previous = (int) any.previous(P, RARE, until, from);
            assertThat(previous).isBetween(from, until);
            assertThat(holds(held, previous, until)).isFalse();
            int run = (int) any.runBelow(P, RARE, previous, from);
            assertThat(run).isBetween(from, previous);
            assertThat(run < previous || previous == from)
                    .as("a page gets on from %d", previous)
                    .isTrue();
            int budget = random.nextInt(5_000);
            Reach reach = any.reach(P, RARE, from, until, budget);
            assertThat(reach.records()).isLessThanOrEqualTo(budget);
            assertThat(reach.offset()).isBetween((long) from, (long) until);
        }
    }

    private static boolean holds(boolean[] held, int from, int until) {
        for (int i = from; i < until; i++) {
            if (held[i]) {
                return true;
            }
        }
        return false;
    }

    private static void scan(SkipIndex index, int from, int until, int rare) {
        boolean[] held = new boolean[until];
        if (rare >= 0) {
            held[rare] = true;
        }
        scan(index, held, from, until, new Random(1));
    }

    /** Some offsets have no records, as after a transaction that came to nothing. */
    private static void scan(SkipIndex index, boolean[] held, int from, int until, Random random) {
        BlockWriter writer = new BlockWriter(index, P);
        writer.jump(from);
        for (int i = from; i < until; i++) {
            if (held[i]) {
                writer.take(RARE, i, i);
            } else if (random.nextInt(10) > 0) {
                writer.take(Key.hash(new byte[] {9, (byte) random.nextInt(200)}), i, i);
            }
            if (random.nextInt(300) == 0) {
                writer.reached(i + 1);
            }
        }
        if (random.nextBoolean()) {
            writer.reached(until);
        } else {
            writer.end(until);
        }
    }
}
