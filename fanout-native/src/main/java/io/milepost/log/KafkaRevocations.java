package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.log.Revocation.Subject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revocations on a topic: read from its beginning, then followed for ever, on a thread of its own. While Kafka is away,
 * what was revoked before stays revoked.
 */
final class KafkaRevocations implements Revocations, Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaRevocations.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long TIDY_EVERY = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST = 200_000;

    private final TopicPartition partition;
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final RevocationBook book = new RevocationBook(InstantSource.system(), MOST, RevocationTopic.KEPT);
    private final Stumble stumble = new Stumble("the reader of revocations");
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Thread thread = new Thread(this, "milepost-revocations");
    private volatile @Nullable Uuid topicId;
    private volatile boolean closed;

    // Confined to the reader's thread.
    private @Nullable Uuid followed;
    private long end;
    private long tidied = System.nanoTime();

    KafkaRevocations(LogConfig config, String topic) {
        partition = new TopicPartition(topic, 0);
        consumer = Consumers.open(config, "milepost-revocations");
        thread.setDaemon(true);
        thread.start();
    }

    String topic() {
        return partition.topic();
    }

    /** Says which topic of this name there is now. Another one than before is read from its beginning. Any thread. */
    void follow(Uuid id) {
        if (!id.equals(topicId)) {
            topicId = id;
            consumer.wakeup();
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean isRevoked(@Nullable String tokenId, String userId, Instant issuedAt) {
        return book.isRevoked(tokenId, userId, issuedAt);
    }

    @Override
    public CompletableFuture<Void> ready() {
        return ready;
    }

    @Override
    public void run() {
        try (consumer) {
            while (topicId == null && !closed) {
                LockSupport.park(this);
            }
            while (!closed) {
                turn();
            }
        }
    }

    private void turn() {
        try {
            Uuid id = topicId;
            if (id != null && !id.equals(followed)) {
                begin();
                followed = id;
            }
            consumer.poll(POLL).forEach(this::take);
            if (followed != null && consumer.position(partition) >= end) {
                ready.complete(null);
            }
            if (System.nanoTime() - tidied > TIDY_EVERY) {
                tidied = System.nanoTime();
                book.tidy();
            }
            stumble.recovered();
        } catch (WakeupException e) {
            // There is another topic to follow, or an end to it.
        } catch (InterruptException e) {
            closed = true;
        } catch (InvalidOffsetException e) {
            followed = null;
        } catch (RuntimeException e) {
            stumble.over(e);
        }
    }

    private void begin() {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    private void take(ConsumerRecord<byte[], ByteBuffer> record) {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        Subject subject = Revocation.subjectOf(key);
        if (subject == null) {
            log.warn("{}@{}: the key is neither jti:ID nor user:ID; nothing is revoked", partition, record.offset());
            return;
        }
        String id = Revocation.idIn(key, subject);
        if (record.value() == null) {
            book.strike(subject, id);
            return;
        }
        byte[] value = new byte[record.value().remaining()];
        record.value().get(value);
        Instant recordedAt = Instant.ofEpochMilli(record.timestamp());
        try {
            book.enter(Revocation.read(subject, id, value), recordedAt);
        } catch (IllegalArgumentException e) {
            log.warn(
                    "{}@{}: revoked as of the record's time, since its value is {}",
                    partition,
                    record.offset(),
                    e.getMessage());
            book.enter(new Revocation(subject, id, null, null), recordedAt);
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
