package io.milepost.fanout.runtime;

import io.milepost.fanout.Failure;
import io.milepost.fanout.Position;
import io.milepost.fanout.deadletter.DeadLetterWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts events aside. An event counts as finished when Kafka has its dead letter; until then it is written again and again,
 * and counts among what is read ahead, which bounds it. Confined to the driver.
 */
final class Aside {
    private static final Logger log = LoggerFactory.getLogger(Aside.class);
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final DeadLetterWriter writer;
    private final Mailbox mailbox;
    private final FanoutMeters meters;
    private final Steps steps;
    private final Deque<Letter> failed = new ArrayDeque<>();
    private int underWay;

    /** When one is tried again after a failure; the others wait for what becomes of it. */
    private long again;

    private volatile @Nullable String trouble;

    Aside(String name, DeadLetterWriter writer, Mailbox mailbox, FanoutMeters meters, Steps steps) {
        this.name = name;
        this.writer = writer;
        this.mailbox = mailbox;
        this.meters = meters;
        this.steps = steps;
    }

    private record Letter(Progress progress, Item item, Failure why, Instant last) {}

    void put(Progress progress, Item item, Failure why) {
        log.warn(
                "{}: {}@{} goes to the dead letters after {} calls: {}",
                name,
                progress.partition,
                item.offset,
                item.calls,
                why);
        meters.putAside(why.code());
        Letter letter = new Letter(progress, item, why, Instant.now());
        if (trouble == null) {
            write(letter);
        } else {
            failed.add(letter);
        }
    }

    private void write(Letter letter) {
        Item item = letter.item();
        ConsumerRecord<byte[], ByteBuffer> record = item.record();
        Instant first = item.firstFailure == null ? letter.last() : item.firstFailure;
        Thread driver = Thread.currentThread();
        underWay++;
        writer.write(record, letter.why(), item.calls, first, letter.last(), (at, failure) -> {
            if (Thread.currentThread() == driver) {
                // The writer has blocked as long as it may: known before it is given the next one.
                written(letter, at, failure);
            } else {
                mailbox.post(() -> written(letter, at, failure));
            }
        });
    }

    private void written(Letter letter, @Nullable Position at, @Nullable Exception failure) {
        underWay--;
        if (failure == null) {
            trouble = null;
            steps.putAside(letter.item(), letter.why().toString(), at);
            letter.progress().finish(letter.item());
        } else if (!letter.progress().isGone()) {
            if (trouble == null) {
                log.error("{}: Kafka does not take a dead letter; it is tried again: {}", name, failure.toString());
            }
            trouble = failure.getClass().getSimpleName();
            again = System.nanoTime() + AGAIN;
            failed.add(letter);
        }
    }

    /** Writes again what Kafka did not take: one to see, since each may block for a second, then all. */
    void run(long now) {
        failed.removeIf(letter -> letter.progress().isGone());
        while (!failed.isEmpty() && (trouble == null || (underWay == 0 && now - again >= 0))) {
            write(failed.removeFirst());
        }
        if (failed.isEmpty() && underWay == 0) {
            trouble = null;
        }
    }

    /** Whether a dead letter is being written. */
    boolean isOut() {
        return underWay > 0;
    }

    /** What is wrong with writing them, if something is. Any thread. */
    @Nullable
    String trouble() {
        return trouble;
    }
}
