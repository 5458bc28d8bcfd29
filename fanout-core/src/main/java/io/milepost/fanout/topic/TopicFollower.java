package io.milepost.fanout.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 * The reader of one of our own topics, of its one partition: from its beginning, then for ever, on a thread of its own. While
 * Kafka is away, what was read before holds.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long TIDY_EVERY = TimeUnit.MINUTES.toNanos(1);

    private final TopicPartition partition;
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final Reader reader;
    private final Stumble stumble;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Milestones milestones = new Milestones();
    private final Thread thread;
    private volatile @Nullable Uuid topicId;
    private volatile boolean closed;

    // Confined to the follower's thread.
    private @Nullable Uuid followed;
    private long end;
    private long tidied = System.nanoTime();

    /** What is done with what is read, on the follower's thread. */
    public interface Reader {
        /**
         * Takes a record. What it throws is logged, and the record counts as taken.
         *
         * @param at topic, partition and offset, for log lines
         * @param value null if what the key names is no more
         */
        void take(String at, String key, byte @Nullable [] value, Instant recordedAt);

        /** Now and then: lets go of what has ended. */
        default void tidy() {}
    }

    /**
     * Begins to wait for {@link #follow}.
     *
     * @param kafka settings for a Kafka client
     * @param pollRecords records a poll brings at most
     * @param what what is read, for the names of threads and for log lines
     */
    public TopicFollower(Map<String, Object> kafka, int pollRecords, String topic, String what, Reader reader) {
        this.reader = reader;
        partition = new TopicPartition(topic, 0);
        consumer = Consumers.open(kafka, pollRecords, "milepost-" + what);
        stumble = new Stumble("the reader of " + topic);
        thread = new Thread(this::run, "milepost-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    /** What the topic is called. */
    public String topic() {
        return partition.topic();
    }

    /** Says which topic of this name there is now. Another one than before is read from its beginning. Any thread. */
    public void follow(Uuid id) {
        if (!id.equals(topicId)) {
            topicId = id;
            consumer.wakeup();
            LockSupport.unpark(thread);
        }
    }

    /** Completes when everything has been read that was there at the start. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /**
     * Completes, on the follower's thread, when everything up to and with this offset has been taken. Fails with an
     * {@link IllegalStateException} when that will not be: the follower is closed, or the topic was made anew. Any thread.
     */
    public CompletionStage<Void> reached(long offset) {
        return milestones.reached(offset);
    }

    /** What is wrong, if something is: the name of an exception. A Kafka that is silent is not noticed here. Any thread. */
    public @Nullable String trouble() {
        return stumble.trouble();
    }

    private void run() {
        try (consumer) {
            while (topicId == null && !closed) {
                LockSupport.park(this);
            }
            while (!closed) {
                turn();
            }
        } finally {
            milestones.close();
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
            if (followed != null) {
                long position = consumer.position(partition);
                milestones.pass(position);
                if (position >= end) {
                    ready.complete(null);
                }
            }
            if (System.nanoTime() - tidied > TIDY_EVERY) {
                tidied = System.nanoTime();
                reader.tidy();
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
        if (followed != null) {
            log.warn("{} was made anew and is read from its beginning", partition.topic());
            milestones.restart();
        }
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    private void take(ConsumerRecord<byte[], ByteBuffer> record) {
        String at = partition + "@" + record.offset();
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        byte[] value = null;
        if (record.value() != null) {
            value = new byte[record.value().remaining()];
            record.value().get(value);
        }
        try {
            reader.take(at, key, value, Instant.ofEpochMilli(record.timestamp()));
        } catch (RuntimeException e) {
            log.error("{}: a defect; the record is passed over", at, e);
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
