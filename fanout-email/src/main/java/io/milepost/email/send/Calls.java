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
import io.milepost.email.rule.OnUnknown;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One call of the provider, and what its answer means for the request: noted in the ledger, told on, judged. Any thread. */
final class Calls {
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** With a second between: for as long as Kafka may be away, what is known must not be forgotten. */
    private static final int SETTLE_TRIES = 600;

    private final EmailService service;
    private final Ledger ledger;
    private final Starts starts;
    private final Pace pace;
    private final Quota quota;
    private final CircuitBreaker breaker;
    private final SendConfig config;
    private final SendMeters meters;
    private final UnderWay underWay;

    Calls(
            EmailService service,
            Ledger ledger,
            Starts starts,
            Pace pace,
            Quota quota,
            CircuitBreaker breaker,
            SendConfig config,
            SendMeters meters,
            UnderWay underWay) {
        this.underWay = underWay;
        this.service = service;
        this.ledger = ledger;
        this.starts = starts;
        this.pace = pace;
        this.quota = quota;
        this.breaker = breaker;
        this.config = config;
        this.meters = meters;
    }

    /** Makes the call that is noted in the ledger. Gives back its place in the pace, and tells the breaker. */
    CompletionStage<Outcome> call(Asked asked, Email email, long attempt) {
        long began = System.nanoTime();
        CompletionStage<SentEmail> sending;
        try {
            sending = service.sendEmail(email);
        } catch (RuntimeException e) {
            sending = CompletableFuture.failedFuture(e);
        }
        Duration most = service.traits().deadline().plus(config.startWithin());
        return underWay.until(sending.toCompletableFuture()
                .copy()
                .orTimeout(most.toMillis(), TimeUnit.MILLISECONDS)
                .handle((sent, thrown) -> {
                    endTurn(thrown == null || mayBeSent(bare(thrown)));
                    meters.called(System.nanoTime() - began, thrown);
                    return thrown == null ? sent(asked, attempt) : failed(asked, attempt, bare(thrown));
                })
                .thenCompose(Function.identity()));
    }

    /** Gives back a turn of the pace, and its room in the quota if certainly nothing was sent. */
    void endTurn(boolean mayBeSent) {
        quota.ended(mayBeSent);
        pace.release();
    }

    private static boolean mayBeSent(Throwable thrown) {
        return !(thrown instanceof EmailException known) || known instanceof EmailException.Unknown;
    }

    private CompletionStage<Outcome> sent(Asked asked, long attempt) {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        return end(asked, attempt, Phase.ACCEPTED, EmailEvents.SENT, "");
    }

    private CompletionStage<Outcome> failed(Asked asked, long attempt, Throwable thrown) {
        if (mayBeSent(thrown) || thrown instanceof EmailException.Unavailable) {
            breaker.onError(0, TimeUnit.NANOSECONDS, thrown);
        } else {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
        if (thrown instanceof EmailException.InvalidAddress || thrown instanceof EmailException.UnsupportedAddress) {
            return end(asked, attempt, Phase.ENDED, EmailEvents.SKIPPED, code(thrown));
        }
        if (thrown instanceof EmailException.Rejected rejected) {
            Failure why = new Failure("rejected", String.valueOf(rejected.getMessage()), rejected);
            return end(asked, attempt, Phase.RELEASED, EmailEvents.REJECTED, "rejected")
                    .thenApply(ended -> new Outcome.Rejected(why));
        }
        if (thrown instanceof EmailException.RateLimited limited) {
            pace.slowDown();
            pace.pause(limited.retryAfter());
            return released(asked, attempt, new Outcome.RetryAfter(limited.retryAfter(), failure(limited)));
        }
        if (thrown instanceof EmailException.QuotaExceeded exceeded) {
            Duration pause = exceeded.retryAfter().isZero() ? config.quotaPause() : exceeded.retryAfter();
            return released(asked, attempt, new Outcome.RetryAfter(pause, failure(exceeded)));
        }
        if (thrown instanceof EmailException.Configuration wrong) {
            return released(asked, attempt, new Outcome.Halted(failure(wrong)));
        }
        if (thrown instanceof EmailException.Unavailable away) {
            return released(asked, attempt, Outcome.retry(failure(away)));
        }
        return unknown(asked, attempt, thrown);
    }

    /** The attempt stays noted until its time is over: the provider may tell of it. Without a way to go on, it ends here. */
    private CompletionStage<Outcome> unknown(Asked asked, long attempt, Throwable thrown) {
        if (asked.request().onUnknown() == OnUnknown.SKIP && !service.traits().deduplicates()) {
            return end(asked, attempt, Phase.UNKNOWN, EmailEvents.UNKNOWN, "no answer");
        }
        return done(Outcome.retry(new Failure(code(thrown), "it may have been sent; that is waited for", thrown)));
    }

    /** The call that is noted was not made, for a reason of ours. */
    CompletionStage<Outcome> release(Asked asked, long attempt, String code, String why) {
        return released(asked, attempt, Outcome.retry(Failure.of(code, why)));
    }

    private CompletionStage<Outcome> released(Asked asked, long attempt, Outcome outcome) {
        return end(asked, attempt, Phase.RELEASED, "", "").thenApply(ended -> outcome);
    }

    /** Notes that it has come to this, and tells the event unless it is empty. */
    CompletionStage<Outcome> end(Asked asked, long attempt, Phase phase, String event, String reason) {
        return settle(
                        asked.partition(),
                        book -> starts.settle(book, asked.request(), attempt, phase, event, reason),
                        attempt == Starts.NONE ? 1 : SETTLE_TRIES)
                .thenApply(noted -> {
                    meters.ended(event, reason, asked.request().rule());
                    return Outcome.delivered(reason.isEmpty() ? event : event + ": " + reason);
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

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedStage(outcome);
    }

    static CompletionStage<Void> after(Duration time) {
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
