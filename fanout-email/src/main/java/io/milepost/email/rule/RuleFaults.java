package io.milepost.email.rule;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events that a rule could not deal with: all are counted, and one a minute of each rule is logged. Any thread. */
final class RuleFaults {
    private static final Logger log = LoggerFactory.getLogger(RuleFaults.class);
    private static final long LOG_EVERY = TimeUnit.MINUTES.toNanos(1);

    /** What can go wrong. */
    enum What {
        /** The condition failed. */
        WHEN,
        /** The recipients could not be told. */
        TO,
        /** One of them could not be read. */
        RECIPIENT,
        /** The digest could not be told. */
        DIGEST_BY
    }

    private final String rule;
    private final Map<What, LongAdder> counts = new TreeMap<>();
    private final AtomicLong logged = new AtomicLong(System.nanoTime() - LOG_EVERY);

    RuleFaults(String rule) {
        this.rule = rule;
        for (What what : What.values()) {
            counts.put(what, new LongAdder());
        }
    }

    void add(What what, long count, String message) {
        counts.getOrDefault(what, new LongAdder()).add(count);
        long now = System.nanoTime();
        long last = logged.get();
        if (now - last >= LOG_EVERY && logged.compareAndSet(last, now)) {
            log.warn("the rule {}: {}", rule, message);
        }
    }

    void bindTo(MeterRegistry registry) {
        counts.forEach((what, count) -> FunctionCounter.builder("milepost.email.rule.faults", count, LongAdder::sum)
                .description("events that a rule's expressions failed on, and recipients that could not be read")
                .tag("rule", rule)
                .tag("what", what.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .register(registry));
    }
}
