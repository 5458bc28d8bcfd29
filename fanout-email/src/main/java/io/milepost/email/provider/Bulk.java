package io.milepost.email.provider;

import io.milepost.email.BulkResult;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import io.milepost.email.SentEmail;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Several messages, of which a few are under way at any time. Any thread: each takes the next message there is. */
final class Bulk {
    private static final int AT_ONCE = 8;

    private final EmailService service;
    private final List<Email> emails;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<BulkResult> results;
    private final CompletableFuture<List<BulkResult>> done = new CompletableFuture<>();
    private final AtomicInteger left;

    Bulk(EmailService service, List<Email> emails) {
        this.service = service;
        this.emails = emails;
        this.results = new AtomicReferenceArray<>(emails.size());
        this.left = new AtomicInteger(emails.size());
    }

    CompletionStage<List<BulkResult>> send() {
        if (emails.isEmpty()) {
            done.complete(List.of());
        }
        for (int i = 0; i < AT_ONCE; i++) {
            goOn();
        }
        return done;
    }

    /** A loop and no recursion: a provider may complete at once. */
    private void goOn() {
        for (int i = next.getAndIncrement(); i < emails.size(); i = next.getAndIncrement()) {
            int index = i;
            CompletableFuture<SentEmail> sending =
                    service.sendEmail(emails.get(i)).toCompletableFuture();
            if (!sending.isDone()) {
                sending.whenComplete((sent, failure) -> {
                    note(index, sent, failure);
                    goOn();
                });
                return;
            }
            sending.whenComplete((sent, failure) -> note(index, sent, failure));
        }
    }

    private void note(int index, @Nullable SentEmail sent, @Nullable Throwable failure) {
        results.set(index, sent != null ? new BulkResult.Sent(sent) : new BulkResult.Failed(known(failure)));
        if (left.decrementAndGet() == 0) {
            done.complete(
                    IntStream.range(0, emails.size()).mapToObj(results::get).toList());
        }
    }

    private static EmailException known(@Nullable Throwable failure) {
        return failure instanceof EmailException known
                ? known
                : new EmailException.Unknown("the provider's stage ended with nothing known", failure);
    }
}
