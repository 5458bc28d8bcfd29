package io.milepost.bench;

import java.net.InetSocketAddress;
import java.util.List;

/** A server that is measured: runs, and serves whoever connects. */
interface Subject extends AutoCloseable {
    /** What it is, with its version. */
    String name();

    /** Where subscribers connect. */
    InetSocketAddress address();

    /** How the channel of a key is followed. */
    Manner manner(String key);

    /** What publishes to the channels of these keys, events of so many bytes. */
    Speaker speaker(List<String> keys, int size);

    /** Processor time of all its processes so far, in seconds. */
    double cpuSeconds();

    /** Bytes of its processes that are in memory. */
    long residentBytes();

    /** How often it has taken events from subscribers that were too slow, as far as it tells. */
    default long demoted() {
        return 0;
    }

    @Override
    void close();
}
