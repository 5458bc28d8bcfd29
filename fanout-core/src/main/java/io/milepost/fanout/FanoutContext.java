package io.milepost.fanout;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.channel.Streams;
import io.milepost.trace.Tracing;

/**
 * What a fan-out is given.
 *
 * @param name what this one is called: its kind unless configuration names several of a kind
 * @param streams the streams there are
 * @param settings its own part of the configuration
 * @param meters where it may count
 * @param tracing where it is told what it does with events that are part of a trace
 */
public record FanoutContext(
        String name, Streams streams, FanoutSettings settings, MeterRegistry meters, Tracing tracing) {
    /** The same where nobody is told of traces. */
    public FanoutContext(String name, Streams streams, FanoutSettings settings, MeterRegistry meters) {
        this(name, streams, settings, meters, Tracing.OFF);
    }
}
