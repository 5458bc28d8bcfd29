package io.milepost.email.fanout;

import io.milepost.email.feedback.Feedback;
import io.milepost.email.recipient.NoticeWriter;
import io.milepost.email.send.RequestTag;
import io.milepost.email.webhook.FeedbackSink;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Puts what providers tell where it concerns the recipient, and where the request's ledger is. Any thread. */
final class Told implements FeedbackSink {
    private final NoticeWriter normal;
    private final NoticeWriter critical;

    Told(NoticeWriter normal, NoticeWriter critical) {
        this.normal = normal;
        this.critical = critical;
    }

    @Override
    public CompletionStage<Void> accept(List<Feedback> feedback) {
        List<Feedback> ofCritical =
                feedback.stream().filter(RequestTag::isCritical).toList();
        return normal.tell(feedback)
                .thenCompose(told ->
                        ofCritical.isEmpty() ? CompletableFuture.completedStage(null) : critical.tell(ofCritical));
    }
}
