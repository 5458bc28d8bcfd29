package io.milepost.launcher.capacity;

/**
 * What there is to carry it with.
 *
 * @param connections that a node is to have at most
 * @param cores of a node
 * @param gigabytes of memory of a node
 * @param gigabits a second of each node's and each broker's network
 * @param brokers of Kafka, over which partitions lie evenly, each three times
 */
public record Machines(int connections, int cores, int gigabytes, int gigabits, int brokers) {
    /** Of processors and network so much is used at most: the rest is for storms, and for nodes that are missing. */
    static final double USED = 0.5;

    /** Copies of each partition beside the leader's, which followers fetch from it. */
    static final int FOLLOWERS = 2;

    /** Bytes a second of one machine's network. */
    double linkBytes() {
        return gigabits * 1e9 / 8;
    }
}
