package io.milepost.email.send;

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
    private final Mails mails;
    private final Notices notices;

    /** What is being noted of recipients: mail to them waits for it. */
    private final Map<String, CompletionStage<Void>> noting = new ConcurrentHashMap<>();

    SendSink(Mails mails, Notices notices) {
        this.mails = mails;
        this.notices = notices;
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
                return noted(request.recipientId()).thenCompose(now -> mails.send(request, partition));
            }
            if (type.equals(Notice.EVENT_TYPE)) {
                return take(
                        NoticeJson.read(delivery.event().data()), NoticeLane.recipientId(delivery.key()), partition);
            }
        } catch (IllegalArgumentException | UnreadableException e) {
            return CompletableFuture.completedStage(
                    new Outcome.Rejected(new Failure("unreadable", String.valueOf(e.getMessage()), e)));
        }
        return CompletableFuture.completedStage(
                new Outcome.Rejected(Failure.of("unreadable", "type: neither a request nor a notice")));
    }

    private CompletionStage<Outcome> take(Notice notice, String recipientId, int partition) {
        CompletionStage<Void> taken = notices.take(notice, recipientId, partition);
        CompletionStage<Void> over = taken.exceptionally(failed -> null);
        noting.put(recipientId, over);
        over.thenRun(() -> noting.remove(recipientId, over));
        return taken.thenApply(done -> Outcome.delivered());
    }

    private CompletionStage<Void> noted(String recipientId) {
        CompletionStage<Void> pending = noting.get(recipientId);
        return pending == null ? CompletableFuture.completedStage(null) : pending;
    }

    /** The ledger is another's, or Kafka is away: what was noted holds, and it is looked at again. */
    private static Outcome lost(Throwable thrown) {
        Throwable bare =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String code = bare instanceof LostPartitionException ? "ledger" : "defect";
        return Outcome.retry(new Failure(code, String.valueOf(bare.getMessage()), bare));
    }

    @Override
    public void close() {}
}
