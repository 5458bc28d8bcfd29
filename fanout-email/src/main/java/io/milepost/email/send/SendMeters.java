package io.milepost.email.send;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.email.EmailException;
import io.milepost.email.ledger.Phase;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the sender counts, each with the tag {@code fanout}. Any thread. */
final class SendMeters {
    private final MeterRegistry registry;
    private final String fanout;

    SendMeters(MeterRegistry registry, String fanout) {
        this.registry = registry;
        this.fanout = fanout;
    }

    /** A call of the provider has ended. */
    void called(long nanos, @Nullable Throwable thrown) {
        Throwable bare = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        String outcome = bare == null
                ? "sent"
                : bare instanceof EmailException known ? known.code().name().toLowerCase(Locale.ROOT) : "defect";
        registry.timer("milepost.email.calls", "fanout", fanout, "outcome", outcome)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A request has come to an end, or is put aside. */
    void ended(String event, String reason, String rule) {
        if (!event.isEmpty()) {
            registry.counter(
                            "milepost.email.requests", "fanout", fanout, "rule", rule, "event", event, "reason", reason)
                    .increment();
        }
    }

    /** A request was known to the ledger: no call was made. */
    void known(Phase phase) {
        registry.counter(
                        "milepost.email.known",
                        "fanout",
                        fanout,
                        "phase",
                        phase.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** Something was told of a recipient. */
    void noticed(String kind) {
        registry.counter("milepost.email.notices", "fanout", fanout, "kind", kind)
                .increment();
    }
}
