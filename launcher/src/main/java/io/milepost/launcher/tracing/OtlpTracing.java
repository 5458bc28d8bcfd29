package io.milepost.launcher.tracing;

import io.milepost.trace.Span;
import io.milepost.trace.TraceContext;
import io.milepost.trace.Tracing;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells a collector, over OTLP: spans of sampled traces alone. They wait in a bounded queue and are sent in batches by a thread
 * of the SDK's; what finds the queue full, or a collector that does not take it, is dropped and counted.
 */
public final class OtlpTracing implements Tracing, AutoCloseable {
    /** The SDK speaks to the JDK's logging, past the log's format; what matters of it is said here. Held, or it is forgotten. */
    private static final Logger SDK = Logger.getLogger("io.opentelemetry");

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SdkTracerProvider provider;
    private final SpanQueue queue;
    private final Tracer tracer;

    private OtlpTracing(TracingConfig config) {
        SDK.setLevel(Level.OFF);
        queue = new SpanQueue(OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().toString())
                .setTimeout(PATIENCE)
                .setRetryPolicy(null)
                .build());
        provider = SdkTracerProvider.builder()
                .setResource(
                        Resource.builder().put("service.name", config.service()).build())
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.sample())))
                .addSpanProcessor(queue)
                .build();
        tracer = provider.get("io.milepost");
    }

    /** Tells whom the configuration names; nobody, if it names nobody. To be {@link #close(Tracing) closed}. */
    public static Tracing open(Optional<TracingConfig> config) {
        return config.<Tracing>map(OtlpTracing::new).orElse(Tracing.OFF);
    }

    /** What {@link #open} gave is used no longer: sends what waits, for a few seconds at most. */
    public static void close(Tracing tracing) {
        if (tracing instanceof OtlpTracing opened) {
            opened.close();
        }
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public long dropped() {
        return queue.dropped();
    }

    @Override
    public Span begin(Work work, @Nullable TraceContext within, long began) {
        if (within != null && !within.isSampled()) {
            return new Span.Untold(within);
        }
        io.opentelemetry.api.trace.Span span = tracer.spanBuilder(name(work))
                .setParent(within == null ? Context.root() : parent(within))
                .setSpanKind(kind(work))
                .setStartTimestamp(epochNanos(began), TimeUnit.NANOSECONDS)
                .startSpan();
        return span.getSpanContext().isSampled()
                ? new ToldSpan(span, within == null ? null : within.tracestate())
                : new Span.Untold(within);
    }

    private static Context parent(TraceContext of) {
        return Context.root()
                .with(io.opentelemetry.api.trace.Span.wrap(SpanContext.createFromRemoteParent(
                        of.traceId(), of.spanId(), TraceFlags.getSampled(), TraceState.getDefault())));
    }

    private static long epochNanos(long nanoTime) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        return now - (System.nanoTime() - nanoTime);
    }

    private static String name(Work work) {
        return switch (work) {
            case PUBLISH -> "publish";
            case DELIVER -> "deliver";
            case CATCH_UP -> "catch up";
            case SEND -> "send";
        };
    }

    private static SpanKind kind(Work work) {
        return switch (work) {
            case PUBLISH -> SpanKind.PRODUCER;
            case DELIVER -> SpanKind.CONSUMER;
            case CATCH_UP -> SpanKind.INTERNAL;
            case SEND -> SpanKind.CLIENT;
        };
    }

    @Override
    public void close() {
        provider.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
