package io.milepost.fanout.topic;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a loop that talks to Kafka does about an error that may pass: says so once, and then once a minute, pauses, and says
 * when it has passed. Confined to the loop's thread.
 */
public final class Stumble {
    private static final Logger log = LoggerFactory.getLogger(Stumble.class);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SAY_AGAIN = TimeUnit.MINUTES.toNanos(1);

    private final String who;
    private volatile @Nullable String trouble;
    private long since;
    private long said;

    /** Has not happened yet. */
    public Stumble(String who) {
        this.who = who;
    }

    /** Says it and pauses for half a second. */
    public void over(RuntimeException e) {
        note(e);
        LockSupport.parkNanos(PAUSE);
    }

    /** Says it. Whoever pauses in another way calls this. */
    public void note(RuntimeException e) {
        long now = System.nanoTime();
        if (trouble == null) {
            since = now;
        }
        if (trouble == null || now - said > SAY_AGAIN) {
            if (e instanceof KafkaException) {
                log.warn("{} cannot go on and tries again: {}", who, e.toString());
            } else {
                log.error("{} has met a defect and tries again", who, e);
            }
            said = now;
        }
        trouble = e.getClass().getSimpleName();
    }

    /** It goes on; says so if it did not before. */
    public void recovered() {
        if (trouble != null) {
            log.info("{} goes on after {} ms", who, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
            trouble = null;
        }
    }

    /** What is wrong, if something is: the name of an exception. Any thread. */
    public @Nullable String trouble() {
        return trouble;
    }
}
