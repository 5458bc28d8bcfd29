package io.milepost.email.send;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.EmailService;
import io.milepost.email.SentEmail;
import io.milepost.email.event.EmailEvents;
import io.milepost.email.ledger.Book;
import io.milepost.email.ledger.Ledger;
import io.milepost.email.ledger.LostPartitionException;
import io.milepost.email.ledger.Phase;
import io.milepost.email.recipient.Recipients;
import io.milepost.email.recipient.Verdict;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.rule.OnUnknown;
import io.milepost.email.template.TemplateException;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request's way to the provider: is it still wanted, was it tried before, is it its turn; noted, sent, noted again. Any
 * thread; never two at once for the same request.
 */
final class Mails {
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final int SETTLE_TRIES = 3;

    private final EmailService service;
    private final Composer composer;
    private final Recipients recipients;
    private final Ledger ledger;
    private final Starts starts;
    private final Pace pace;
    private final Quota quota;
    private final CircuitBreaker breaker;
    private final SendConfig config;
    private final SendMeters meters;

    Mails(
            EmailService service,
            Composer composer,
            Recipients recipients,
            Ledger ledger,
            EmailEvents events,
            Pace pace,
            Quota quota,
            CircuitBreaker breaker,
            SendConfig config,
            SendMeters meters) {
        this.service = service;
        this.composer = composer;
        this.recipients = recipients;
        this.ledger = ledger;
        this.starts = new Starts(
                events,
                service.traits().deadline().plus(config.settle()),
                service.traits().deduplicates());
        this.pace = pace;
        this.quota = quota;
        this.breaker = breaker;
        this.config = config;
        this.meters = meters;
    }

    /** Sends what is asked for, if it still should be. */
    CompletionStage<Outcome> send(EmailRequest request, int partition) {
        String unwanted = unwanted(request);
        if (unwanted != null) {
            return end(request, partition, Phase.ENDED, EmailEvents.SKIPPED, unwanted);
        }
        Email email;
        try {
            email = composer.compose(request);
        } catch (TemplateException e) {
            return done(new Outcome.Rejected(Failure.of("template", String.valueOf(e.getMessage()))));
        }
        return ledger(partition, book -> starts.look(book, request)).thenCompose(start -> {
            if (start instanceof Start.Wait wait) {
                return after(wait.howLong()).thenCompose(now -> send(request, partition));
            }
            return start instanceof Start.Done done ? finished(done.phase()) : inTurn(request, email, partition);
        });
    }

    private @Nullable String unwanted(EmailRequest request) {
        if (Instant.now().isAfter(request.notAfter())) {
            return "expired";
        }
        Verdict verdict = recipients.state(request.recipientId()).allows(request.category(), Instant.now());
        return verdict instanceof Verdict.No no ? no.why().code() : null;
    }

    private CompletionStage<Outcome> inTurn(EmailRequest request, Email email, int partition) {
        return pace.acquire(request.category().critical()).thenCompose(turn -> {
            if (!quota.take(request.category().critical())) {
                pace.release();
                return done(new Outcome.RetryAfter(
                        config.quotaPause(),
                        Failure.of("quota", "as much as the provider takes in a day has gone out")));
            }
            if (!breaker.tryAcquirePermission()) {
                endTurn(false);
                return done(new Outcome.RetryAfter(
                        AGAIN, Failure.of("provider-down", "the provider has not answered well of late")));
            }
            long began = System.nanoTime();
            return ledger(partition, book -> starts.begin(book, request))
                    .handle((start, lost) -> {
                        if (start instanceof Start.Go && isInTime(began)) {
                            return call(request, email, partition);
                        }
                        breaker.releasePermission();
                        endTurn(false);
                        if (lost != null) {
                            return CompletableFuture.<Outcome>failedStage(lost);
                        }
                        return start instanceof Start.Done done
                                ? finished(done.phase())
                                : start instanceof Start.Go
                                        ? release(request, partition, "late", "it took too long until the call")
                                        : send(request, partition);
                    })
                    .thenCompose(Function.identity());
        });
    }

    private void endTurn(boolean mayBeSent) {
        quota.ended(mayBeSent);
        pace.release();
    }

    /** Who takes the partition over counts the provider's deadline from then on: a call must not begin long after its note. */
    private boolean isInTime(long began) {
        return System.nanoTime() - began < config.startWithin().toNanos();
    }

    private CompletionStage<Outcome> call(EmailRequest request, Email email, int partition) {
        long began = System.nanoTime();
        CompletionStage<SentEmail> sending;
        try {
            sending = service.sendEmail(email);
        } catch (RuntimeException e) {
            sending = CompletableFuture.failedFuture(e);
        }
        Duration most = service.traits().deadline().plus(config.startWithin());
        return sending.toCompletableFuture()
                .copy()
                .orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
                .handle((sent, thrown) -> {
                    endTurn(thrown == null || mayBeSent(bare(thrown)));
                    meters.called(System.nanoTime() - began, thrown);
                    return thrown == null ? sent(request, partition) : failed(request, partition, bare(thrown));
                })
                .thenCompose(Function.identity());
    }

    private static boolean mayBeSent(Throwable thrown) {
        return !(thrown instanceof EmailException known) || known instanceof EmailException.Unknown;
    }

    private CompletionStage<Outcome> sent(EmailRequest request, int partition) {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        return end(request, partition, Phase.ACCEPTED, EmailEvents.SENT, "");
    }

    private CompletionStage<Outcome> failed(EmailRequest request, int partition, Throwable thrown) {
        if (mayBeSent(thrown) || thrown instanceof EmailException.Unavailable) {
            breaker.onError(0, TimeUnit.NANOSECONDS, thrown);
        } else {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
        if (thrown instanceof EmailException.InvalidAddress || thrown instanceof EmailException.UnsupportedAddress) {
            return end(request, partition, Phase.ENDED, EmailEvents.SKIPPED, code(thrown));
        }
        if (thrown instanceof EmailException.Rejected rejected) {
            Failure why = new Failure("rejected", String.valueOf(rejected.getMessage()), rejected);
            return end(request, partition, Phase.RELEASED, EmailEvents.REJECTED, "rejected")
                    .thenApply(ended -> new Outcome.Rejected(why));
        }
        if (thrown instanceof EmailException.RateLimited limited) {
            pace.slowDown();
            return released(request, partition, new Outcome.RetryAfter(limited.retryAfter(), failure(limited)));
        }
        if (thrown instanceof EmailException.QuotaExceeded exceeded) {
            Duration pause = exceeded.retryAfter().isZero() ? config.quotaPause() : exceeded.retryAfter();
            return released(request, partition, new Outcome.RetryAfter(pause, failure(exceeded)));
        }
        if (thrown instanceof EmailException.Configuration wrong) {
            return released(request, partition, new Outcome.Halted(failure(wrong)));
        }
        if (thrown instanceof EmailException.Unavailable away) {
            return released(request, partition, Outcome.retry(failure(away)));
        }
        return unknown(request, partition, thrown);
    }

    /** The attempt stays noted until its time is over: the provider may tell of it. Without a way to go on, it ends here. */
    private CompletionStage<Outcome> unknown(EmailRequest request, int partition, Throwable thrown) {
        if (request.onUnknown() == OnUnknown.SKIP && !service.traits().deduplicates()) {
            return end(request, partition, Phase.UNKNOWN, EmailEvents.UNKNOWN, "no answer");
        }
        return done(Outcome.retry(new Failure(code(thrown), "it may have been sent; that is waited for", thrown)));
    }

    private CompletionStage<Outcome> release(EmailRequest request, int partition, String code, String why) {
        return released(request, partition, Outcome.retry(Failure.of(code, why)));
    }

    private CompletionStage<Outcome> released(EmailRequest request, int partition, Outcome outcome) {
        return end(request, partition, Phase.RELEASED, "", "").thenApply(ended -> outcome);
    }

    private CompletionStage<Outcome> end(
            EmailRequest request, int partition, Phase phase, String event, String reason) {
        return settle(partition, book -> starts.end(book, request, phase, event, reason), SETTLE_TRIES)
                .thenApply(noted -> {
                    meters.ended(event, reason, request.rule());
                    return Outcome.delivered();
                });
    }

    /** What has come of a call is the truth, whoever has the partition by now. */
    private <T> CompletionStage<T> settle(int partition, Function<Book, T> work, int tries) {
        return ledger.run(partition, work)
                .handle((done, thrown) -> thrown instanceof LostPartitionException && tries > 1
                        ? after(AGAIN).thenCompose(now -> settle(partition, work, tries - 1))
                        : thrown == null
                                ? CompletableFuture.completedStage(done)
                                : CompletableFuture.<T>failedStage(thrown))
                .thenCompose(Function.identity());
    }

    private <T> CompletionStage<T> ledger(int partition, Function<Book, T> work) {
        return ledger.run(partition, work);
    }

    private CompletionStage<Outcome> finished(Phase phase) {
        meters.known(phase);
        return done(Outcome.delivered());
    }

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedStage(outcome);
    }

    private static CompletionStage<Void> after(Duration time) {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS));
    }

    private static Failure failure(EmailException thrown) {
        return new Failure(code(thrown), String.valueOf(thrown.getMessage()), thrown);
    }

    private static String code(Throwable thrown) {
        return thrown instanceof EmailException known
                ? known.code().name().toLowerCase(Locale.ROOT).replace('_', '-')
                : "defect";
    }

    private static Throwable bare(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
