package io.milepost.log.fact;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.topic.Consumers;
import io.milepost.fanout.topic.MadeTopic;
import io.milepost.fanout.topic.Stumble;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reader of the topic of facts, from some minutes ago on, which makes the topic if it is missing. On a thread of its own. */
final class FactReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FactReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RECENT = Duration.ofMinutes(10);
    private static final int POLL_RECORDS = 500;
    private static final int PATIENCE_MS = 10_000;
    private static final int LOOKS = 20;
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(50);

    private final TopicPartition partition;
    private final MadeTopic topic;
    private final boolean makes;
    private final FactLog.Listener listener;
    private final Admin admin;
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final Stumble stumble;
    private final Thread thread;
    private volatile boolean read;
    private volatile boolean closed;

    // Confined to the thread.
    private boolean placed;
    private long end;

    /**
     * Begins to read.
     *
     * @param makes whether the topic is made if it does not exist, or else waited for
     */
    FactReader(Map<String, Object> kafka, MadeTopic topic, boolean makes, FactLog.Listener listener) {
        this.partition = new TopicPartition(topic.name(), 0);
        this.topic = topic;
        this.makes = makes;
        this.listener = listener;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "milepost-facts-watch");
        settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        admin = Admin.create(settings);
        consumer = Consumers.open(kafka, POLL_RECORDS, "milepost-facts");
        stumble = new Stumble("the reader of " + topic.name());
        thread = new Thread(this::run, "milepost-facts");
        thread.setDaemon(true);
        thread.start();
    }

    boolean isRead() {
        return read;
    }

    private void run() {
        try (consumer) {
            while (!closed) {
                turn();
            }
        }
    }

    private void turn() {
        try {
            if (!placed) {
                if (makes) {
                    topic.make(admin);
                }
                place();
                placed = true;
            }
            consumer.poll(POLL).forEach(this::take);
            read |= consumer.position(partition) >= end;
            stumble.recovered();
        } catch (WakeupException | InterruptException e) {
            closed = true;
        } catch (InvalidOffsetException e) {
            placed = false;
        } catch (RuntimeException e) {
            if (!closed) {
                stumble.over(e);
            }
        }
    }

    private void place() {
        // One that was just made is not known everywhere at once.
        for (int looks = 0; looks < LOOKS && topic.id(admin).isEmpty(); looks++) {
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        if (topic.id(admin).isEmpty()) {
            throw new UnknownTopicOrPartitionException(partition.topic() + " does not exist");
        }
        consumer.assign(List.of(partition));
        long since = System.currentTimeMillis() - RECENT.toMillis();
        OffsetAndTimestamp recent =
                consumer.offsetsForTimes(Map.of(partition, since)).get(partition);
        end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.seek(partition, recent == null ? end : recent.offset());
    }

    private void take(ConsumerRecord<byte[], ByteBuffer> record) {
        try {
            listener.written(text(record, "ce_id"), text(record, "ce_type"));
        } catch (RuntimeException e) {
            log.error("{}@{}: a defect; the record is passed over", record.topic(), record.offset(), e);
        }
    }

    private static String text(ConsumerRecord<byte[], ByteBuffer> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        admin.close(Duration.ZERO);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
