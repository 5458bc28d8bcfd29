package io.milepost.email.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.email.event.EmailEvents;
import io.milepost.email.feedback.Feedback;
import io.milepost.email.ledger.Book;
import io.milepost.email.ledger.Entry;
import io.milepost.email.ledger.Ledger;
import io.milepost.email.ledger.Phase;
import io.milepost.email.recipient.Notice;
import io.milepost.email.recipient.RecipientState;
import io.milepost.email.recipient.RecipientStateJson;
import io.milepost.email.recipient.Recipients;
import io.milepost.email.recipient.SuppressionPolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a recipient: settles what the ledger did not know, changes what is known of the recipient, and is told on.
 * Any thread; never two at once for the same recipient.
 */
final class Notices {
    private static final long NOWHERE = -1;

    private final Recipients recipients;
    private final String recipientsTopic;
    private final SuppressionPolicy policy;
    private final Ledger ledger;
    private final EmailEvents events;
    private final SendMeters meters;
    private final boolean critical;

    /**
     * Takes notices.
     *
     * @param critical whether these are of critical requests, and settle them alone: what is known of recipients changes
     *     where the others are
     */
    Notices(
            Recipients recipients,
            String recipientsTopic,
            SuppressionPolicy policy,
            Ledger ledger,
            EmailEvents events,
            SendMeters meters,
            boolean critical) {
        this.recipients = recipients;
        this.recipientsTopic = recipientsTopic;
        this.policy = policy;
        this.ledger = ledger;
        this.events = events;
        this.meters = meters;
        this.critical = critical;
    }

    /** Completes when everything is written, and what is known of the recipient holds here. */
    CompletionStage<Void> take(Notice notice, String recipientId, int partition) {
        meters.noticed(
                notice instanceof Notice.Told told ? told.feedback().kind().name() : kind(notice));
        AtomicLong offset = new AtomicLong(NOWHERE);
        return ledger.run(partition, book -> write(book, notice, recipientId, offset))
                .thenCompose(changed -> offset.get() == NOWHERE
                        ? CompletableFuture.completedStage(null)
                        : recipients.reached(offset.get()));
    }

    private static String kind(Notice notice) {
        return notice.getClass().getSimpleName();
    }

    /** Returns whether the recipient is another than before. */
    private boolean write(Book book, Notice notice, String recipientId, AtomicLong offset) {
        RecipientState before = recipients.state(recipientId);
        RecipientState after = critical ? before : before.after(notice, policy);
        boolean changed = !after.equals(before);
        if (changed) {
            book.write(
                    new ProducerRecord<>(
                            recipientsTopic, 0, recipientId.getBytes(UTF_8), RecipientStateJson.write(after)),
                    offset::set);
        }
        if (notice instanceof Notice.Told told && RequestTag.isCritical(told.feedback()) == critical) {
            told(book, told.feedback(), recipientId);
        } else if (notice instanceof Notice.Unsubscribed gone && wanted(before, gone) && !wanted(after, gone)) {
            book.write(events.of(EmailEvents.UNSUBSCRIBED, recipientId, "by the recipient"));
        }
        return changed;
    }

    private static boolean wanted(RecipientState state, Notice.Unsubscribed notice) {
        String category = notice.category();
        return state.wants(category == null ? "" : category);
    }

    private void told(Book book, Feedback feedback, String recipientId) {
        String type = type(feedback.kind());
        String key = RequestTag.key(feedback).orElse("");
        Entry entry = book.get(key).orElse(null);
        if (entry == null || !entry.recipientId().equals(recipientId)) {
            if (type != null) {
                book.write(events.of(type, recipientId, reason(feedback)));
            }
            return;
        }
        boolean wentOut = feedback.kind() != Feedback.Kind.DROPPED;
        if (wentOut && (entry.phase() == Phase.ATTEMPTING || entry.phase() == Phase.UNKNOWN)) {
            book.put(key, entry.in(Phase.ACCEPTED, book.now()));
            book.write(events.of(EmailEvents.SENT, key, entry, "the provider says so"));
        }
        if (type != null) {
            book.write(events.of(type, key, entry, reason(feedback)));
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
