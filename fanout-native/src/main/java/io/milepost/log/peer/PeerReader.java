package io.milepost.log.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.topic.Consumers;
import io.milepost.fanout.topic.Stumble;
import io.milepost.log.peer.Peers.Listener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nodes say, read on a thread of its own: statements from some minutes ago on, signals from now on. Signals that were said
 * while nothing could be read are passed over, since who was there then has not waited for them, and so are those of a node that is
 * far behind.
 */
final class PeerReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PeerReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int POLL_RECORDS = 500;
    /** All nodes, this one among them, state something several times in that time. */
    private static final long DEAF = TimeUnit.SECONDS.toNanos(10);

    /** Signals that this node may be behind; beyond that it is better to be there for the next. */
    private static final long BEHIND = 5_000;

    private final TopicPartition presence;
    private final TopicPartition signals;
    private final String self;
    private final LongAdder dropped;
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final Stumble stumble;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Listener> listener = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    // Confined to the reader's thread.
    private boolean placed;
    private boolean warned;
    private long end;
    private long heard;

    PeerReader(Map<String, Object> kafka, PeerTopics topics, String self, LongAdder dropped) {
        presence = new TopicPartition(topics.presence(), 0);
        signals = new TopicPartition(topics.signals(), 0);
        this.self = self;
        this.dropped = dropped;
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        settings.putAll(kafka);
        consumer = Consumers.open(settings, POLL_RECORDS, "milepost-peers");
        stumble = new Stumble("the reader of " + topics.presence());
        begun.thenAcceptBoth(listener, (now, who) -> start(who));
    }

    void begin() {
        begun.complete(null);
    }

    void listen(Listener who) {
        listener.complete(who);
    }

    CompletableFuture<Void> ready() {
        return ready;
    }

    private void start(Listener who) {
        Thread started = new Thread(() -> run(who), "milepost-peers");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void run(Listener who) {
        try (consumer) {
            while (!closed) {
                turn(who);
            }
        }
    }

    private void turn(Listener who) {
        try {
            if (!placed) {
                place();
                placed = true;
            }
            ConsumerRecords<byte[], ByteBuffer> polled = consumer.poll(POLL);
            if (!polled.isEmpty()) {
                take(polled, who);
            }
            if (!ready.isDone() && consumer.position(presence) >= end) {
                ready.complete(null);
            }
            stumble.recovered();
        } catch (WakeupException | InterruptException e) {
            closed = true;
        } catch (InvalidOffsetException e) {
            placed = false;
        } catch (RuntimeException e) {
            stumble.over(e);
        }
    }

    /** Where to begin. If nobody has said anything lately, or the clocks differ by minutes, that is the beginning. */
    private void place() {
        List<TopicPartition> both = List.of(presence, signals);
        consumer.assign(both);
        long since = System.currentTimeMillis() - PeerTopics.RECENT.toMillis();
        OffsetAndTimestamp recent =
                consumer.offsetsForTimes(Map.of(presence, since)).get(presence);
        Map<TopicPartition, Long> ends = consumer.endOffsets(both);
        end = ends.getOrDefault(presence, 0L);
        consumer.seek(signals, ends.getOrDefault(signals, 0L));
        if (recent == null) {
            consumer.seekToBeginning(List.of(presence));
        } else {
            consumer.seek(presence, recent.offset());
        }
        heard = System.nanoTime();
    }

    private void take(ConsumerRecords<byte[], ByteBuffer> polled, Listener who) {
        long now = System.nanoTime();
        boolean late = now - heard > DEAF || consumer.currentLag(signals).orElse(0) > BEHIND;
        heard = now;
        for (ConsumerRecord<byte[], ByteBuffer> record : polled.records(presence)) {
            checkTime(record);
            guarded(record, () -> who.stated(node(record), bytes(record), record.timestamp()));
        }
        if (late) {
            dropped.add(polled.records(signals).size());
            consumer.seekToEnd(List.of(signals));
            return;
        }
        for (ConsumerRecord<byte[], ByteBuffer> record : polled.records(signals)) {
            String node = node(record);
            if (!node.equals(self)) {
                guarded(record, () -> who.signalled(node, bytes(record)));
            }
        }
    }

    /** A defect with one record does not keep the others from being heard. */
    private static void guarded(ConsumerRecord<byte[], ByteBuffer> record, Runnable hearing) {
        try {
            hearing.run();
        } catch (RuntimeException e) {
            log.error("{}@{}: a defect; the record is passed over", record.topic(), record.offset(), e);
        }
    }

    private void checkTime(ConsumerRecord<byte[], ByteBuffer> record) {
        if (!warned && record.timestampType() != TimestampType.LOG_APPEND_TIME) {
            warned = true;
            log.warn(
                    "{} has no times of the broker's: set its message.timestamp.type to LogAppendTime, or nodes whose clocks"
                            + " differ miss each other's end",
                    record.topic());
        }
    }

    private static String node(ConsumerRecord<byte[], ByteBuffer> record) {
        return record.key() == null ? "" : new String(record.key(), UTF_8);
    }

    private static byte[] bytes(ConsumerRecord<byte[], ByteBuffer> record) {
        if (record.value() == null) {
            return new byte[0];
        }
        byte[] bytes = new byte[record.value().remaining()];
        record.value().duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running == null) {
            consumer.close();
            return;
        }
        consumer.wakeup();
        try {
            running.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
