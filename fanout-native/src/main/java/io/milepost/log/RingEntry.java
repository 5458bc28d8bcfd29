package io.milepost.log;

/** One step of the log as readers see it. */
public sealed interface RingEntry permits Segment, TopologyChange {
    /** Its number in the ring: one more than the entry before. */
    long seq();
}
