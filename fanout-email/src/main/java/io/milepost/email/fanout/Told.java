package io.milepost.email.fanout;

import io.milepost.email.EmailException;
import io.milepost.email.address.RecipientId;
import io.milepost.email.feedback.Feedback;
import io.milepost.email.recipient.Notice;
import io.milepost.email.recipient.NoticeWriter;
import io.milepost.email.recipient.UnreadableException;
import io.milepost.email.send.RequestTag;
import io.milepost.email.webhook.FeedbackSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what providers tell where it concerns the recipient, and where the request's ledger is. Any thread. */
final class Told implements FeedbackSink {
    private static final Logger log = LoggerFactory.getLogger(Told.class);

    private final NoticeWriter normal;
    private final NoticeWriter critical;

    Told(NoticeWriter normal, NoticeWriter critical) {
        this.normal = normal;
        this.critical = critical;
    }

    @Override
    public CompletionStage<Void> accept(List<Feedback> feedback) {
        List<CompletableFuture<Void>> written = new ArrayList<>();
        for (Feedback one : feedback) {
            try {
                String id = RecipientId.of(one.address()).value();
                Notice notice = new Notice.Told(one);
                written.add(normal.write(id, notice).toCompletableFuture());
                if (RequestTag.isCritical(one)) {
                    written.add(critical.write(id, notice).toCompletableFuture());
                }
            } catch (EmailException | UnreadableException e) {
                // Nothing of ours: we write to no such address.
                log.warn("{} tells of something that is no recipient of ours: {}", one.provider(), e.getMessage());
            }
        }
        return CompletableFuture.allOf(written.toArray(CompletableFuture[]::new));
    }
}
