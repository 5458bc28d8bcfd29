package io.milepost.fanout.runtime;

/** Which events a fan-out carries. */
@FunctionalInterface
public interface EventFilter {
    /** Every one. */
    EventFilter ALL = (stream, type, channel) -> true;

    /** Whether an event of this stream and type, on this channel, is its business. */
    boolean takes(String stream, String type, String channel);
}
