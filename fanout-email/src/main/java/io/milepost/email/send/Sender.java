package io.milepost.email.send;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.email.EmailService;
import io.milepost.email.event.EmailEvents;
import io.milepost.email.ledger.Ledger;
import io.milepost.email.recipient.Recipients;
import io.milepost.email.template.TemplateRenderer;
import io.milepost.fanout.Sink;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntSupplier;

/** What the sinks of critical and of other mail have in common: the provider, its pace, its quota and its breaker. */
public final class Sender implements AutoCloseable {
    private static final int BREAKER_CALLS = 10;
    private static final Duration BREAKER_FIRST = Duration.ofSeconds(2);
    private static final Duration BREAKER_MOST = Duration.ofSeconds(30);
    /** Beyond the provider's deadline, for what came of the last calls to be noted. */
    private static final Duration NOTING = Duration.ofSeconds(10);

    private final EmailService service;
    private final Composer composer;
    private final Recipients recipients;
    private final EmailEvents events;
    private final SendConfig config;
    private final SendMeters meters;
    private final Pace pace;
    private final Quota quota;
    private final CircuitBreaker breaker;
    private final UnderWay underWay = new UnderWay();

    /**
     * Makes it. Closes none of what it is given.
     *
     * @param name the fan-out's
     * @param standard the language of those of whom nothing is known
     * @param instances how many there are to share the provider's quota; may block
     */
    public Sender(
            String name,
            EmailService service,
            TemplateRenderer templates,
            Links links,
            Locale standard,
            Recipients recipients,
            EmailEvents events,
            SendConfig config,
            IntSupplier instances,
            MeterRegistry registry) {
        this.service = service;
        this.composer = new Composer(templates, recipients, links, standard);
        this.recipients = recipients;
        this.events = events;
        this.config = config;
        this.meters = new SendMeters(registry, name);
        this.pace = new Pace(config.calls(), config.perSecond());
        this.quota = new Quota(service, pace, config.perSecond(), config.reserve(), instances, config.quotaEvery());
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(BREAKER_CALLS)
                        .minimumNumberOfCalls(BREAKER_CALLS / 2)
                        .failureRateThreshold(50)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitIntervalFunctionInOpenState(
                                IntervalFunction.ofExponentialRandomBackoff(BREAKER_FIRST, 1.5, 0.3, BREAKER_MOST))
                        .build());
    }

    /** The sink of one topic of requests, with its own ledger. */
    public Sink sink(String requests, Ledger ledger, boolean critical) {
        Starts starts = new Starts(
                events,
                service.traits().deadline().plus(config.startWithin()).plus(config.settle()),
                service.traits().deduplicates());
        Calls calls = new Calls(service, ledger, starts, pace, quota, breaker, config, meters, underWay);
        Mails mails = new Mails(composer, recipients, ledger, starts, calls, pace, quota, breaker, config, meters);
        Notices notices = new Notices(ledger, events, critical);
        return new SendSink(requests, mails, notices, ledger);
    }

    /** Returns when it is noted what came of the last calls, or nearly so; before the ledgers are closed. */
    public void finish() {
        underWay.await(service.traits().deadline().plus(NOTING));
    }

    @Override
    public void close() {
        quota.close();
        pace.close();
    }
}
