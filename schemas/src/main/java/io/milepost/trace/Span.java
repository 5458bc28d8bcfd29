package io.milepost.trace;

import org.jspecify.annotations.Nullable;

/** Something that is being done. One thread at a time. */
public interface Span {
    /** What that which is handed on is part of: this span, or what it is part of itself if it is not told. */
    @Nullable
    TraceContext context();

    /** Adds what it is about: a name as of OpenTelemetry's conventions, and what that is. */
    Span with(String name, String value);

    /** The same with a number. */
    Span with(String name, long value);

    /** It is done, as of now. To be called once, or {@link #fail} instead. */
    void end();

    /**
     * It has failed, as of now.
     *
     * @param why a word or two, none of them out of an event
     */
    void fail(String why);

    /**
     * A span that nobody is told of.
     *
     * @param context what it would have been part of
     */
    record Untold(@Nullable TraceContext context) implements Span {
        @Override
        public Span with(String name, String value) {
            return this;
        }

        @Override
        public Span with(String name, long value) {
            return this;
        }

        @Override
        public void end() {}

        @Override
        public void fail(String why) {}
    }
}
