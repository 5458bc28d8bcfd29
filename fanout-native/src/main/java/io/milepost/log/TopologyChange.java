package io.milepost.log;

/**
 * From here on the log consists of other partitions. Every reader turns its position into a cursor and resumes from that,
 * as if it had been away.
 *
 * @param positions by partition index, where each partition's first record will be
 */
public record TopologyChange(long seq, Topology topology, long[] positions) implements RingEntry {}
