package io.milepost.email.send;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.milepost.email.Email;
import io.milepost.email.event.EmailEvents;
import io.milepost.email.ledger.Ledger;
import io.milepost.email.ledger.Phase;
import io.milepost.email.recipient.Recipients;
import io.milepost.email.recipient.Verdict;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.template.TemplateException;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request's way to the provider: was it tried before, is it still wanted, is it its turn; then it is noted and called. Any
 * thread.
 */
final class Mails {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Composer composer;
    private final Recipients recipients;
    private final Ledger ledger;
    private final Starts starts;
    private final Calls calls;
    private final Pace pace;
    private final Quota quota;
    private final CircuitBreaker breaker;
    private final SendConfig config;
    private final SendMeters meters;

    Mails(
            Composer composer,
            Recipients recipients,
            Ledger ledger,
            Starts starts,
            Calls calls,
            Pace pace,
            Quota quota,
            CircuitBreaker breaker,
            SendConfig config,
            SendMeters meters) {
        this.composer = composer;
        this.recipients = recipients;
        this.ledger = ledger;
        this.starts = starts;
        this.calls = calls;
        this.pace = pace;
        this.quota = quota;
        this.breaker = breaker;
        this.config = config;
        this.meters = meters;
    }

    /** Sends what is asked for, if it still should be. */
    CompletionStage<Outcome> send(Asked asked) {
        if (!asked.isOurs().getAsBoolean()) {
            return left();
        }
        return ledger.run(asked.partition(), book -> starts.look(book, asked.request()))
                .thenCompose(start -> start instanceof Start.Go ? ifWanted(asked, this::inTurn) : notNow(asked, start));
    }

    private CompletionStage<Outcome> notNow(Asked asked, Start start) {
        if (start instanceof Start.Done done) {
            meters.known(done.phase());
            return done(Outcome.delivered());
        }
        return Calls.after(((Start.Wait) start).howLong()).thenCompose(now -> send(asked));
    }

    /** Nobody waits for this outcome: the partition's events are delivered again, here or elsewhere. */
    private static CompletionStage<Outcome> left() {
        return done(Outcome.retry(Failure.of("left", "the partition is another instance's")));
    }

    private CompletionStage<Outcome> ifWanted(Asked asked, Function<Asked, CompletionStage<Outcome>> next) {
        String unwanted = unwanted(asked.request());
        return unwanted == null
                ? next.apply(asked)
                : calls.end(asked, Starts.NONE, Phase.ENDED, EmailEvents.SKIPPED, unwanted);
    }

    private @Nullable String unwanted(EmailRequest request) {
        if (Instant.now().isAfter(request.notAfter())) {
            return "expired";
        }
        Verdict verdict = recipients.state(request.recipientId()).allows(request.category(), Instant.now());
        return verdict instanceof Verdict.No no ? no.why().code() : null;
    }

    private CompletionStage<Outcome> inTurn(Asked asked) {
        boolean critical = asked.request().category().critical();
        return pace.acquire(critical).thenCompose(turn -> {
            if (!asked.isOurs().getAsBoolean()) {
                pace.release();
                return left();
            }
            // A while may have passed.
            if (unwanted(asked.request()) != null) {
                pace.release();
                return ifWanted(asked, again -> send(asked));
            }
            if (!quota.take(critical)) {
                pace.release();
                return noRoom();
            }
            return begin(asked);
        });
    }

    private CompletionStage<Outcome> noRoom() {
        return done(new Outcome.RetryAfter(
                config.quotaPause(), Failure.of("quota", "as much as the provider takes in a day has gone out")));
    }

    private CompletionStage<Outcome> begin(Asked asked) {
        Email email;
        try {
            email = composer.compose(asked.request(), asked.at());
        } catch (TemplateException e) {
            calls.endTurn(false);
            Outcome never = new Outcome.Rejected(Failure.of("template", String.valueOf(e.getMessage())));
            return calls.end(asked, Starts.NONE, Phase.RELEASED, EmailEvents.REJECTED, "template")
                    .thenApply(noted -> never);
        } catch (RuntimeException e) {
            calls.endTurn(false);
            throw e;
        }
        if (!breaker.tryAcquirePermission()) {
            calls.endTurn(false);
            return done(new Outcome.RetryAfter(
                    AGAIN, Failure.of("provider-down", "the provider has not answered well of late")));
        }
        long began = System.nanoTime();
        AtomicLong attempt = new AtomicLong(Starts.NONE);
        return ledger.run(asked.partition(), book -> {
                    Start start = starts.begin(book, asked.request());
                    attempt.set(start instanceof Start.Go go ? go.attempt() : Starts.NONE);
                    return start;
                })
                .handle((start, lost) -> {
                    if (start instanceof Start.Go go && isInTime(began)) {
                        return calls.call(asked, email, go.attempt());
                    }
                    breaker.releasePermission();
                    calls.endTurn(false);
                    if (lost != null
                            && (attempt.get() == Starts.NONE || !asked.isOurs().getAsBoolean())) {
                        return CompletableFuture.<Outcome>failedStage(lost);
                    }
                    // It may be noted, but no call was made.
                    return lost != null || start instanceof Start.Go
                            ? calls.release(asked, attempt.get(), "late", "it took too long until the call")
                            : notNow(asked, start);
                })
                .thenCompose(Function.identity());
    }

    /** Who takes the partition over counts the provider's deadline from then on: a call must not begin long after its note. */
    private boolean isInTime(long began) {
        return System.nanoTime() - began < config.startWithin().toNanos();
    }

    private static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedStage(outcome);
    }
}
