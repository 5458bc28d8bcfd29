package io.milepost.producer;

import io.milepost.event.Event;
import io.milepost.trace.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * The trace that the calling thread is in, as OpenTelemetry's API knows it. A service that has the API on its class path is
 * asked; without it, there is none.
 */
public final class CurrentTrace {
    private static final boolean IS_KNOWN = isThere();

    private CurrentTrace() {}

    private static boolean isThere() {
        try {
            Class.forName("io.opentelemetry.api.trace.Span", false, CurrentTrace.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** The event as part of that trace, unless it says already of which it is part. Before it is handed to another thread. */
    public static Event of(Event event) {
        return IS_KNOWN && event.trace() == null ? event.within(OpenTelemetry.current()) : event;
    }

    /** Loaded only where the API is. */
    private static final class OpenTelemetry {
        private static final int USUAL_STATE = 64;

        private OpenTelemetry() {}

        static @Nullable TraceContext current() {
            SpanContext now = Span.current().getSpanContext();
            if (!now.isValid()) {
                return null;
            }
            String parent = "00-" + now.getTraceId() + "-" + now.getSpanId() + "-"
                    + now.getTraceFlags().asHex();
            StringBuilder state = new StringBuilder(USUAL_STATE);
            now.getTraceState()
                    .forEach((key, value) -> state.append(state.length() == 0 ? "" : ",")
                            .append(key)
                            .append('=')
                            .append(value));
            return TraceContext.of(parent, state.length() == 0 ? null : state.toString());
        }
    }
}
