package io.milepost.email.send;

import io.milepost.email.ledger.Ledger;
import io.milepost.email.ledger.LostPartitionException;
import io.milepost.email.recipient.Notice;
import io.milepost.email.recipient.NoticeJson;
import io.milepost.email.recipient.NoticeLane;
import io.milepost.email.recipient.UnreadableException;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.request.EmailRequestJson;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The sink of mail: takes requests and notices, one in a call. */
final class SendSink implements Sink {
    private final String topic;
    private final Mails mails;
    private final Notices notices;
    private final Ledger ledger;

    /** How often each partition has gone. */
    private final Map<Integer, Integer> gone = new ConcurrentHashMap<>();

    SendSink(String topic, Mails mails, Notices notices, Ledger ledger) {
        this.topic = topic;
        this.mails = mails;
        this.notices = notices;
        this.ledger = ledger;
    }

    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (Delivery delivery : batch) {
            outcomes.add(deliver(delivery).exceptionally(SendSink::lost).toCompletableFuture());
        }
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(all -> outcomes.stream().map(CompletableFuture::join).toList());
    }

    private CompletionStage<Outcome> deliver(Delivery delivery) {
        int partition = delivery.position().partition();
        String type = delivery.event().type();
        try {
            if (type.equals(EmailRequest.TYPE)) {
                EmailRequest request = EmailRequestJson.read(delivery.key(), delivery.event());
                int before = gone.getOrDefault(partition, 0);
                // A redriven one came by another way than its partition.
                Asked asked = new Asked(
                        request,
                        partition,
                        delivery.recordedAt(),
                        () -> delivery.redriven() || gone.getOrDefault(partition, 0) == before);
                return mails.send(asked);
            }
            if (type.equals(Notice.EVENT_TYPE)) {
                return notices.take(
                                NoticeJson.read(delivery.event().data()),
                                NoticeLane.recipientId(delivery.key()),
                                partition)
                        .thenApply(taken -> Outcome.delivered());
            }
        } catch (IllegalArgumentException | UnreadableException e) {
            return CompletableFuture.completedStage(
                    new Outcome.Rejected(new Failure("unreadable", String.valueOf(e.getMessage()), e)));
        }
        return CompletableFuture.completedStage(
                new Outcome.Rejected(Failure.of("unreadable", "type: neither a request nor a notice")));
    }

    /** The ledger is another's, or Kafka is away: what was noted holds, and it is looked at again. */
    private static Outcome lost(Throwable thrown) {
        Throwable bare =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String code = bare instanceof LostPartitionException ? "ledger" : "defect";
        return Outcome.retry(new Failure(code, String.valueOf(bare.getMessage()), bare));
    }

    /** What waits for its turn would take the ledger away from who has the partition now. */
    @Override
    public void forget(String of, int partition) {
        // What was sent again comes by a topic of its own, whose partitions say nothing of these.
        if (of.equals(topic)) {
            gone.merge(partition, 1, Integer::sum);
            ledger.leave(partition);
        }
    }

    @Override
    public void close() {}
}
