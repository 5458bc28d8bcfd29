package io.milepost.gateway.shard;

import java.util.function.LongConsumer;

/** Many short histories, each from a seed of its own; one alone with {@code -Dseed=…}. */
final class Histories {
    private Histories() {}

    /**
     * Runs them.
     *
     * @param count how many, unless {@code -Dhistories=…} says so
     * @return how many there were; 0 if it was one alone, which shows nothing but itself
     * @throws AssertionError with the seed of the one that failed
     */
    static int run(int count, LongConsumer history) {
        String given = System.getProperty("seed", "");
        if (!given.isEmpty()) {
            history.accept(Long.parseLong(given));
            return 0;
        }
        int histories = Integer.getInteger("histories", count);
        long base = System.nanoTime();
        System.out.printf("%d histories, the first with seed %d%n", histories, base);
        for (int i = 0; i < histories; i++) {
            try {
                history.accept(base + i);
            } catch (Throwable e) {
                throw new AssertionError("history " + i + " failed; again with -Dseed=" + (base + i), e);
            }
        }
        return histories;
    }
}
