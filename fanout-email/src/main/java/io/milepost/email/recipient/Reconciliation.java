package io.milepost.email.recipient;

import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.address.RecipientId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the provider's own list of suppressed addresses and ours together, at the start and now and then: what only it knows
 * becomes a notice, and what was lifted here is lifted there. Each instance does it; that changes nothing. A thread of its own
 * begins it; at most one is under way.
 */
public final class Reconciliation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);
    /** Changes at one time; what is left is found again the next. */
    private static final int MOST = 10_000;

    private static final int PAGE = 10;

    private final EmailService provider;
    private final Recipients recipients;
    private final NoticeWriter notices;
    private final InstantSource clock;
    private final ScheduledExecutorService thread;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicBoolean unlisted = new AtomicBoolean();
    private volatile boolean closed;

    /** What is to be done: it returns a stage when it is begun. */
    private interface Change {
        CompletionStage<Void> begin();
    }

    /**
     * Begins at once.
     *
     * @param provider as it is, not behind a {@link SuppressingEmailService}
     * @param every how often
     */
    public Reconciliation(
            EmailService provider, Recipients recipients, NoticeWriter notices, Duration every, InstantSource clock) {
        this.provider = provider;
        this.recipients = recipients;
        this.notices = notices;
        this.clock = clock;
        thread = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread made = new Thread(run, "milepost-suppressions");
            made.setDaemon(true);
            return made;
        });
        thread.scheduleWithFixedDelay(this::begin, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void begin() {
        if (recipients.isReady()) {
            run();
        } else {
            recipients.ready().thenRunAsync(this::run, thread);
        }
    }

    private void run() {
        if (!closed && underWay.compareAndSet(false, true)) {
            provider.getSuppressedEmails().thenCompose(this::settle).whenComplete((done, failure) -> {
                underWay.set(false);
                if (failure != null && !closed) {
                    tell(failure);
                }
            });
        }
    }

    /** That a provider has no list, or does not show it, is so until a person does something; it is said once. */
    private void tell(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof EmailException.Configuration) {
            if (unlisted.compareAndSet(false, true)) {
                log.info("the provider's list of suppressed addresses cannot be had: {}", cause.getMessage());
            }
        } else {
            log.warn(
                    "the provider's list of suppressed addresses could not be compared: {}",
                    cause instanceof EmailException
                            ? cause.toString()
                            : cause.getClass().getName());
        }
    }

    private CompletionStage<Void> settle(List<SuppressedEmail> theirs) {
        List<Change> changes = new ArrayList<>();
        int taken = 0;
        int lifted = 0;
        int strange = 0;
        for (SuppressedEmail entry : theirs) {
            Optional<String> id = id(entry.address());
            if (id.isEmpty()) {
                strange++;
                continue;
            }
            RecipientState state = recipients.state(id.get());
            if (changes.size() < MOST && state.isLiftedSince(entry.since())) {
                changes.add(() -> provider.removeSuppressedEmail(entry.address()));
                lifted++;
            } else if (changes.size() < MOST && isNew(entry, state)) {
                changes.add(() -> notices.write(id.get(), told(entry)));
                taken++;
            }
        }
        log.info(
                "of {} addresses that the provider suppresses, {} are new here, {} are lifted there, {} are no addresses{}",
                theirs.size(),
                taken,
                lifted,
                strange,
                changes.size() < MOST ? "" : "; the rest is left for the next time");
        return InPages.each(changes, PAGE, change -> closed ? CompletableFuture.allOf() : change.begin());
    }

    private boolean isNew(SuppressedEmail entry, RecipientState state) {
        Instant now = clock.instant();
        boolean over = entry.until() != null && !now.isBefore(entry.until());
        return !over && !state.knows(entry) && state.suppression(now).isEmpty();
    }

    private static Notice told(SuppressedEmail entry) {
        return new Notice.Suppressed(entry.address(), entry.reason(), entry.since(), entry.until());
    }

    private static Optional<String> id(String address) {
        try {
            return Optional.of(RecipientId.of(address).value());
        } catch (EmailException e) {
            return Optional.empty();
        }
    }

    /** Begins no more; what is under way ends by itself. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
    }
}
