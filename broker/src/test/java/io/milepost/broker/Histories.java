package io.milepost.broker;

import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/** Many short histories, each from a seed of its own; one alone again with {@code -Dseed=…}. */
public final class Histories {
    private Histories() {}

    /**
     * Runs them. Their seeds lie far apart: of neighbours {@link java.util.Random} makes almost the same first numbers.
     *
     * @param count how many, unless {@code -Dhistories=…} says so
     * @return how many there were; 0 if it was one alone, which shows nothing but itself
     * @throws AssertionError with the seed of the one that failed
     */
    public static int run(int count, LongConsumer history) {
        String given = System.getProperty("seed", "");
        if (!given.isEmpty()) {
            history.accept(Long.parseLong(given));
            return 0;
        }
        int histories = Integer.getInteger("histories", count);
        SplittableRandom seeds = new SplittableRandom();
        for (int i = 0; i < histories; i++) {
            long seed = seeds.nextLong();
            try {
                history.accept(seed);
            } catch (Throwable e) {
                throw new AssertionError("history " + i + " failed; again with -Dseed=" + seed, e);
            }
        }
        return histories;
    }
}
