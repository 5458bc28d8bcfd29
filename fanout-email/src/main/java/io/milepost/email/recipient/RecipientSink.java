package io.milepost.email.recipient;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes of notices what is known of recipients. It reads the topic of requests for itself, so that nothing that holds up mail
 * holds up an unsubscribe; of each recipient there is one writer, whose partition it is.
 */
public final class RecipientSink implements Sink {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Recipients recipients;
    private final String topic;
    private final SuppressionPolicy policy;
    private final BiFunction<String, Notice.Unsubscribed, ProducerRecord<byte[], byte[]>> event;
    private final Supplier<CompletionStage<Void>> upToDate;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Since Kafka's producer may block. */
    private final ExecutorService thread;

    /** Partitions of which everything that a former owner wrote is known here. */
    private final Map<Integer, CompletionStage<Void>> known = new ConcurrentHashMap<>();

    /**
     * A sink.
     *
     * @param topic of the recipients
     * @param event what is told when a recipient has unsubscribed
     * @param upToDate completes when everything is known that is on the topic by now
     */
    public RecipientSink(
            Map<String, Object> kafka,
            Recipients recipients,
            String topic,
            SuppressionPolicy policy,
            BiFunction<String, Notice.Unsubscribed, ProducerRecord<byte[], byte[]>> event,
            Supplier<CompletionStage<Void>> upToDate) {
        this.recipients = recipients;
        this.topic = topic;
        this.policy = policy;
        this.event = event;
        this.upToDate = upToDate;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "milepost-recipients");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        thread = Executors.newSingleThreadExecutor(run -> {
            Thread made = new Thread(run, "milepost-recipients-writer");
            made.setDaemon(true);
            return made;
        });
    }

    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        batch.forEach(delivery -> outcomes.add(deliver(delivery).toCompletableFuture()));
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(all -> outcomes.stream().map(CompletableFuture::join).toList());
    }

    private CompletionStage<Outcome> deliver(Delivery delivery) {
        Notice notice;
        try {
            notice = NoticeJson.read(delivery.event().data());
        } catch (IllegalArgumentException | UnreadableException e) {
            return CompletableFuture.completedStage(
                    new Outcome.Rejected(new Failure("unreadable", String.valueOf(e.getMessage()), e)));
        }
        String id = NoticeLane.recipientId(delivery.key());
        return known.computeIfAbsent(delivery.position().partition(), partition -> upToDate.get())
                .thenComposeAsync(now -> take(id, notice), thread)
                .thenApply(taken -> Outcome.delivered())
                .exceptionally(thrown -> {
                    known.remove(delivery.position().partition());
                    Throwable bare = thrown instanceof CompletionException ? thrown.getCause() : thrown;
                    return Outcome.retry(new Failure("recipients", String.valueOf(bare), bare));
                });
    }

    private CompletionStage<Void> take(String id, Notice notice) {
        RecipientState before = recipients.state(id);
        RecipientState after = before.after(notice, policy);
        if (after.equals(before)) {
            return CompletableFuture.completedStage(null);
        }
        // The event first: of a notice that comes again because of a failure between the two, it is the state that is
        // lost.
        CompletionStage<Long> told = CompletableFuture.completedStage(0L);
        if (notice instanceof Notice.Unsubscribed gone && wanted(before, gone) && !wanted(after, gone)) {
            told = send(event.apply(id, gone));
        }
        CompletionStage<Long> written =
                send(new ProducerRecord<>(topic, 0, id.getBytes(UTF_8), RecipientStateJson.write(after)));
        return told.thenCombine(written, (first, offset) -> offset).thenCompose(recipients::reached);
    }

    private static boolean wanted(RecipientState state, Notice.Unsubscribed notice) {
        String category = notice.category();
        return state.wants(category == null ? "" : category);
    }

    private CompletionStage<Long> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<Long> written = new CompletableFuture<>();
        producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                written.complete(metadata.offset());
            } else {
                written.completeExceptionally(failure);
            }
        });
        return written;
    }

    /** Whoever has the partition next, or again, begins with what is known by then. */
    @Override
    public void forget(String partitionTopic, int partition) {
        known.remove(partition);
    }

    @Override
    public void close() {
        thread.shutdown();
        producer.close(Duration.ofMillis(PATIENCE_MILLIS / 2));
    }
}
