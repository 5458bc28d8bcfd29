package io.milepost.bench.subject;

/** What runs, in one process or some. */
public interface Server {
    /** Processor time of all its processes so far, in seconds. */
    double cpuSeconds();

    /** Bytes of its processes that are in memory. */
    long residentBytes();
}
