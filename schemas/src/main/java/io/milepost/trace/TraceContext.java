package io.milepost.trace;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Of which trace something is part, and of which span there: a W3C trace context, as it stands in headers.
 *
 * @param traceparent {@code 00-TRACE-SPAN-FLAGS}: 32, 16 and 2 digits, hexadecimal, in small letters
 * @param tracestate what tracing systems add for themselves, up to 512 characters; null for nothing
 */
public record TraceContext(String traceparent, @Nullable String tracestate) {
    /** The name of the header with the first part, in records as over HTTP. */
    public static final String PARENT = "traceparent";
    /** The name of the header with the other. */
    public static final String STATE = "tracestate";
    /** Characters that a header may have for something to be made of it; newer versions may append to the first 55. */
    public static final int LONGEST_PARENT = 128;
    /** As many as anybody has to pass on. What is longer is left out. */
    public static final int LONGEST_STATE = 512;

    private static final int LENGTH = 55;
    private static final Pattern SHAPE = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern NEWER = Pattern.compile("(?!00|ff)[0-9a-f]{2}-.{52}(-.*)?");
    private static final Pattern STATE_SHAPE = Pattern.compile("[\\x20-\\x7e]*[\\x21-\\x7e]");

    /** Refuses what is not well-formed. */
    public TraceContext {
        if (!SHAPE.matcher(traceparent).matches()) {
            throw new IllegalArgumentException("no traceparent as of W3C's Trace Context");
        }
        if (tracestate != null && !isState(tracestate)) {
            throw new IllegalArgumentException("no tracestate as of W3C's Trace Context");
        }
    }

    /**
     * Makes one of what headers say. What a newer version adds is left out, and so is a state that is too long.
     *
     * @return null if they say none, or nothing that is well-formed
     */
    public static @Nullable TraceContext of(@Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent == null || traceparent.length() > LONGEST_PARENT) {
            return null;
        }
        String known = NEWER.matcher(traceparent).matches() ? "00" + traceparent.substring(2, LENGTH) : traceparent;
        if (!SHAPE.matcher(known).matches()) {
            return null;
        }
        return new TraceContext(known, tracestate != null && isState(tracestate) ? tracestate : null);
    }

    private static boolean isState(String text) {
        return text.length() <= LONGEST_STATE && STATE_SHAPE.matcher(text).matches();
    }

    /** The trace: 32 hexadecimal digits. */
    public String traceId() {
        return traceparent.substring(3, 35);
    }

    /** The span in it: 16 hexadecimal digits. */
    public String spanId() {
        return traceparent.substring(36, 52);
    }

    /** Whether whoever began the trace wants it to be kept. */
    public boolean isSampled() {
        return (Character.digit(traceparent.charAt(LENGTH - 1), 16) & 1) != 0;
    }
}
