package io.milepost.email.failover;

import io.milepost.email.BulkResult;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Several messages, each of which goes to a provider of its own.
 *
 * @param emails the messages
 * @param services where each goes
 */
record Split(List<Email> emails, List<EmailService> services) {
    /** Somebody who wants to know how a message fared. */
    interface Note {
        void of(Email email, EmailService service, @Nullable Throwable failure);
    }

    /** Completes with the results in the messages' order. */
    CompletionStage<List<BulkResult>> send(Note note) {
        IdentityHashMap<EmailService, List<Integer>> parts = new IdentityHashMap<>();
        for (int i = 0; i < emails.size(); i++) {
            parts.computeIfAbsent(services.get(i), service -> new ArrayList<>()).add(i);
        }
        AtomicReferenceArray<BulkResult> results = new AtomicReferenceArray<>(emails.size());
        List<CompletableFuture<?>> all = new ArrayList<>();
        parts.forEach((service, indexes) ->
                all.add(service.sendBulkEmails(indexes.stream().map(emails::get).toList())
                        .thenAccept(fared -> {
                            for (int i = 0; i < fared.size(); i++) {
                                int index = indexes.get(i);
                                results.set(index, fared.get(i));
                                note.of(emails.get(index), service, failure(fared.get(i)));
                            }
                        })
                        .toCompletableFuture()));
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).thenApply(done -> {
            List<BulkResult> inOrder = new ArrayList<>();
            for (int i = 0; i < results.length(); i++) {
                inOrder.add(results.get(i));
            }
            return inOrder;
        });
    }

    private static @Nullable EmailException failure(BulkResult result) {
        return result instanceof BulkResult.Failed failed ? failed.failure() : null;
    }
}
