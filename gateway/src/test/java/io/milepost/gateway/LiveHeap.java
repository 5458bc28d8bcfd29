package io.milepost.gateway;

import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/**
 * What is kept of those who have come and gone. The broker is in this process too, and keeps another buffer of 8 MiB for good, up to
 * five, when two of its own statements are under way at once; so it counts what each of several waves adds.
 */
public final class LiveHeap {
    private static final int WAVES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private LiveHeap() {}

    /** Some who come, and have gone when it returns. */
    public interface Wave {
        void come(int number) throws Exception;
    }

    /**
     * By how many bytes the live heap grows with a wave; of several, if it grows too much with the first.
     *
     * @throws AssertionError if it grows by as much with each of them
     */
    public static long growth(long most, Wave wave) throws Exception {
        for (int number = 1; ; number++) {
            long before = bytes();
            wave.come(number);
            try {
                return await().atMost(PATIENCE).until(() -> bytes() - before, grown -> grown < most);
            } catch (ConditionTimeoutException e) {
                if (number == WAVES) {
                    throw new AssertionError("the live heap grows with each wave, by " + (bytes() - before), e);
                }
            }
        }
    }

    private static long bytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
