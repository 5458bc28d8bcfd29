package io.milepost.fanout.runtime;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trouble with Kafka that the driver gets over: said once, and then once a minute. Confined to the driver. */
final class Stumble {
    private static final Logger log = LoggerFactory.getLogger(Stumble.class);
    private static final long SAY_AGAIN = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private long said;
    private volatile @Nullable String trouble;

    Stumble(String name) {
        this.name = name;
    }

    void over(RuntimeException e) {
        long now = System.nanoTime();
        if (trouble == null || now - said > SAY_AGAIN) {
            said = now;
            log.error("{}: trouble with Kafka; it is tried again", name, e);
        }
        trouble = e.getClass().getSimpleName();
    }

    void recovered() {
        if (trouble != null) {
            log.info("{}: Kafka is well again", name);
            trouble = null;
        }
    }

    /** What is wrong, if something is. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }
}
