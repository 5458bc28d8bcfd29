package io.milepost.email.send;

import io.milepost.email.event.EmailEvents;
import io.milepost.email.ledger.Book;
import io.milepost.email.ledger.Entry;
import io.milepost.email.ledger.Phase;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.rule.OnUnknown;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether a call is to be made for a request, by what the ledger knows of it. Its methods run within
 * {@link io.milepost.email.ledger.Ledger#run}.
 */
final class Starts {
    private final EmailEvents events;
    private final Duration untilKnown;
    private final boolean deduplicates;

    /**
     * Looks at requests.
     *
     * @param untilKnown after which an attempt of which nothing was heard has become unknown: the provider's deadline and a
     *     time in which it may tell of the message
     * @param deduplicates whether the provider drops a second message with the same key
     */
    Starts(EmailEvents events, Duration untilKnown, boolean deduplicates) {
        this.events = events;
        this.untilKnown = untilKnown;
        this.deduplicates = deduplicates;
    }

    /** Looks, and ends what need not be sent; makes no attempt. */
    Start look(Book book, EmailRequest request) {
        Optional<Entry> known = book.get(request.key());
        if (known.isPresent() && known.get().phase().isFinal()) {
            return new Start.Done(known.get().phase());
        }
        if (known.isPresent() && known.get().phase() == Phase.ATTEMPTING) {
            Start start = attempting(book, request);
            if (!(start instanceof Start.Go)) {
                return start;
            }
        }
        if (request.throttle().isPresent()
                && book.isThrottled(
                        request.rule(),
                        request.recipientId(),
                        request.throttle().get())) {
            return end(book, request, Phase.ENDED, EmailEvents.SKIPPED, "throttled");
        }
        return new Start.Go();
    }

    /** The same; where nothing stands against it, the attempt is noted. */
    Start begin(Book book, EmailRequest request) {
        Start start = look(book, request);
        if (start instanceof Start.Go) {
            book.put(request.key(), entry(book, request, Phase.ATTEMPTING));
        }
        return start;
    }

    /** A request needs nothing more, or nothing for now; {@code event} is told if it is not empty. */
    Start end(Book book, EmailRequest request, Phase phase, String event, String reason) {
        book.put(request.key(), entry(book, request, phase));
        if (!event.isEmpty()) {
            book.write(events.of(event, request, reason.isEmpty() ? null : reason));
        }
        return new Start.Done(phase);
    }

    private Start attempting(Book book, EmailRequest request) {
        long left = untilKnown.toNanos() - (System.nanoTime() - book.attemptedAt(request.key()));
        if (left > 0) {
            return new Start.Wait(Duration.ofNanos(left));
        }
        return request.onUnknown() == OnUnknown.RESEND || deduplicates
                ? new Start.Go()
                : end(book, request, Phase.UNKNOWN, EmailEvents.UNKNOWN, "interrupted");
    }

    private static Entry entry(Book book, EmailRequest request, Phase phase) {
        return new Entry(
                phase,
                book.now(),
                request.rule(),
                request.category().name(),
                request.recipientId(),
                request.userId(),
                request.throttle().isPresent());
    }
}
