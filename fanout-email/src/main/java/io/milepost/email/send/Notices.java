package io.milepost.email.send;

import io.milepost.email.event.EmailEvents;
import io.milepost.email.feedback.Feedback;
import io.milepost.email.ledger.Book;
import io.milepost.email.ledger.Entry;
import io.milepost.email.ledger.Ledger;
import io.milepost.email.ledger.Phase;
import io.milepost.email.recipient.Notice;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What providers tell of requests: settles what the ledger did not know, and is told on. What it means for the recipient is
 * noted elsewhere, in {@link io.milepost.email.recipient.RecipientSink}. Any thread.
 */
final class Notices {
    private final Ledger ledger;
    private final EmailEvents events;
    private final boolean critical;

    /**
     * Takes notices.
     *
     * @param critical whether the ledger is that of critical requests: what is told of others is told elsewhere
     */
    Notices(Ledger ledger, EmailEvents events, boolean critical) {
        this.ledger = ledger;
        this.events = events;
        this.critical = critical;
    }

    /** Completes when everything is written. */
    CompletionStage<Void> take(Notice notice, String recipientId, int partition) {
        return notice instanceof Notice.Told told && RequestTag.isCritical(told.feedback()) == critical
                ? ledger.run(partition, book -> {
                    told(book, told.feedback(), recipientId);
                    return null;
                })
                : CompletableFuture.completedStage(null);
    }

    private void told(Book book, Feedback feedback, String recipientId) {
        String type = type(feedback.kind());
        String key = RequestTag.key(feedback).orElse("");
        Entry entry = book.get(key).orElse(null);
        String id = feedback.provider() + ' ' + feedback.id();
        if (entry == null || !entry.recipientId().equals(recipientId)) {
            if (type != null) {
                book.write(events.told(type, id, recipientId, reason(feedback)));
            }
            return;
        }
        settle(book, key, entry, feedback.kind());
        if (type != null) {
            book.write(events.told(type, id, key, entry, reason(feedback)));
        }
    }

    private void settle(Book book, String key, Entry entry, Feedback.Kind kind) {
        if (entry.phase() == Phase.ACCEPTED || entry.phase() == Phase.ENDED) {
            return;
        }
        if (kind == Feedback.Kind.DROPPED) {
            book.put(key, entry.in(Phase.ENDED, book.now()));
        } else {
            book.put(key, entry.in(Phase.ACCEPTED, book.now()));
            book.write(events.of(EmailEvents.SENT, key, entry, "the provider says so"));
        }
    }

    private static @Nullable String reason(Feedback feedback) {
        return feedback.detail().isEmpty() ? null : feedback.detail();
    }

    /** Null for what says no more than our own events do. */
    private static @Nullable String type(Feedback.Kind kind) {
        return switch (kind) {
            case SENT, DELAYED -> null;
            case DELIVERED -> EmailEvents.DELIVERED;
            case HARD_BOUNCE, SOFT_BOUNCE -> EmailEvents.BOUNCED;
            case COMPLAINT -> EmailEvents.COMPLAINED;
            case UNSUBSCRIBED -> EmailEvents.UNSUBSCRIBED;
            case DROPPED -> EmailEvents.REJECTED;
        };
    }
}
