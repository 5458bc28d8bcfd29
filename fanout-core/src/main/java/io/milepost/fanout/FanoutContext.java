package io.milepost.fanout;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.channel.Streams;

/**
 * What a fan-out is given.
 *
 * @param name what this one is called: its kind unless configuration names several of a kind
 * @param streams the streams there are
 * @param settings its own part of the configuration
 * @param meters where it may count
 */
public record FanoutContext(String name, Streams streams, FanoutSettings settings, MeterRegistry meters) {}
