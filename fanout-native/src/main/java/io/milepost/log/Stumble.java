package io.milepost.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a loop that talks to Kafka does about an error that may pass: says so once, pauses, and says when it has passed.
 * Confined to the loop's thread.
 */
final class Stumble {
    private static final Logger log = LoggerFactory.getLogger(Stumble.class);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SAY_AGAIN = TimeUnit.MINUTES.toNanos(1);

    private final String who;
    private boolean down;
    private long since;
    private long said;

    Stumble(String who) {
        this.who = who;
    }

    void over(RuntimeException e) {
        long now = System.nanoTime();
        if (!down) {
            since = now;
        }
        if (!down || now - said > SAY_AGAIN) {
            if (e instanceof KafkaException) {
                log.warn("{} cannot go on and tries again: {}", who, e.toString());
            } else {
                log.error("{} has met a defect and tries again", who, e);
            }
            said = now;
        }
        down = true;
        LockSupport.parkNanos(PAUSE);
    }

    void recovered() {
        if (down) {
            log.info("{} goes on after {} ms", who, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
            down = false;
        }
    }
}
