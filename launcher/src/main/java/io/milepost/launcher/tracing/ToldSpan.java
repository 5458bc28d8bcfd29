package io.milepost.launcher.tracing;

import io.milepost.trace.Span;
import io.milepost.trace.TraceContext;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A span of OpenTelemetry's.
 *
 * @param state what others have added to the trace's context; passed on as it is
 */
record ToldSpan(
        io.opentelemetry.api.trace.Span span, @Nullable String state) implements Span {
    @Override
    public TraceContext context() {
        SpanContext own = span.getSpanContext();
        return new TraceContext("00-" + own.getTraceId() + "-" + own.getSpanId() + "-01", state);
    }

    @Override
    public Span with(String name, String value) {
        span.setAttribute(name, value);
        return this;
    }

    @Override
    public Span with(String name, long value) {
        span.setAttribute(name, value);
        return this;
    }

    @Override
    public void end() {
        span.end();
    }

    @Override
    public void fail(String why) {
        span.setStatus(StatusCode.ERROR, why);
        span.end();
    }
}
