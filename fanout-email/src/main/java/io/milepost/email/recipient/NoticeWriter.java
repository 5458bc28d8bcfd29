package io.milepost.email.recipient;

import io.milepost.channel.KeyPartition;
import io.milepost.email.EmailException;
import io.milepost.email.address.RecipientId;
import io.milepost.email.feedback.Feedback;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Rfc3339;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts notices into the partitions of their recipients. Any thread may use it; none is held up, since Kafka's producer, which may block
 * while Kafka is away, is called by a thread of its own.
 */
public final class NoticeWriter implements AutoCloseable {
    private static final String SOURCE = "/milepost/email";
    private static final Logger log = LoggerFactory.getLogger(NoticeWriter.class);
    private static final int PAGE = 100;
    private static final int MOST_WAITING = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ThreadPoolExecutor thread;

    /**
     * A writer to the topic of requests, which must exist.
     *
     * @param kafka settings for a Kafka client
     */
    public NoticeWriter(Map<String, Object> kafka, String topic) {
        this.topic = topic;
        int patience = (int) PATIENCE.toMillis();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "milepost-notices");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience / 2);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), run -> {
            Thread made = new Thread(run, "milepost-notices");
            made.setDaemon(true);
            return made;
        });
    }

    /**
     * Writes a notice.
     *
     * @param recipientId whom it concerns, a {@link io.milepost.email.address.RecipientId}
     * @return completes when all of Kafka's replicas have it. Fails within ten seconds or so if not, at once if a thousand are
     *     waiting; one that failed may have been written all the same, which does no harm, as the same one may be written again
     */
    public CompletionStage<Void> write(String recipientId, Notice notice) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        Event event = new Event(id(notice), SOURCE, Notice.EVENT_TYPE, Rfc3339.now(), null, NoticeJson.write(notice));
        ProducerRecord<byte[], byte[]> record = EventWriter.write(event, topic, NoticeLane.key(recipientId));
        try {
            thread.execute(() -> send(record, recipientId, written));
        } catch (RejectedExecutionException e) {
            written.completeExceptionally(e);
        }
        return written.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Writes what providers say of messages, each to its recipient.
     *
     * @return completes when all of it is written; if it fails, all of it may be written again. What is said of something that is
     *     no address, or is beyond all bounds, is logged and passed over, as it would be the next time
     */
    public CompletionStage<Void> tell(List<Feedback> feedback) {
        return InPages.each(feedback, PAGE, this::tell);
    }

    private CompletionStage<Void> tell(Feedback one) {
        String id;
        Notice notice;
        try {
            id = RecipientId.of(one.address()).value();
            notice = new Notice.Told(one);
        } catch (EmailException | UnreadableException e) {
            log.warn(
                    "{} says something that concerns nobody, and it is passed over: {}",
                    one.provider(),
                    e.getMessage());
            return CompletableFuture.allOf();
        }
        return write(id, notice);
    }

    /** What a provider says again is the same event. */
    private static String id(Notice notice) {
        return notice instanceof Notice.Told told
                ? told.feedback().provider() + ":" + told.feedback().id()
                : UUID.randomUUID().toString();
    }

    private void send(ProducerRecord<byte[], byte[]> bare, String recipientId, CompletableFuture<Void> written) {
        if (written.isDone()) {
            // Nobody waits for it any more.
            return;
        }
        try {
            int partition =
                    KeyPartition.of(recipientId, producer.partitionsFor(topic).size());
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic, partition, bare.key(), bare.value(), bare.headers());
            producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    written.complete(null);
                } else {
                    written.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            written.completeExceptionally(e);
        }
    }

    /** Waits a moment for what is under way, then lets go. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(PATIENCE.toMillis() / 2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(PATIENCE.dividedBy(2));
    }
}
