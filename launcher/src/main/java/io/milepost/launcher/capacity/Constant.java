package io.milepost.launcher.capacity;

import java.util.List;

/**
 * A figure that the model reckons with.
 *
 * @param what it is, with its unit
 * @param value in that unit
 * @param source where in docs/PERFORMANCE.md it was measured, or why it is taken to be so
 * @param basis what it stands on
 */
record Constant(String what, double value, String source, Basis basis) {
    /** What a figure stands on: a benchmark, a definition that can be looked up, or nothing yet. */
    enum Basis {
        measured,
        given,
        assumed
    }

    /** A delivery whose frame goes out alone. */
    static final Constant DELIVERY_ALONE = measured(
            "CPU of a delivery, below 1,000 a second to each connection, µs",
            13.2,
            "[one at a time](PERFORMANCE.md#fanout-1x1000), 20 a second to each");

    /** A delivery whose frame goes out with others. */
    static final Constant DELIVERY_TOGETHER = measured(
            "CPU of a delivery, from 1,000 a second to each connection on, µs",
            0.75,
            "[1,000 events/s](PERFORMANCE.md#fan-out-milepost-bench-fanout)");

    /** What one thread reads of the topics. */
    static final Constant TAIL = measured(
            "records that a node reads, 1/s", 426_180, "[tail](PERFORMANCE.md#tail-milepost-bench-tail), one run");

    /** What a frame is made for. */
    static final Constant ENCODING = measured(
            "CPU to make an event's frame, once on each node, µs",
            0.37,
            "[a walk, plain](PERFORMANCE.md#compressed-frames-milepost-bench-deflate), by itself");

    /** What it takes to look again and again for single events. */
    static final Constant TRICKLE = measured(
            "processors that a node needs while events come one by one",
            0.22,
            "[1,000 events/s, each to one reader](PERFORMANCE.md#fanout-10000x1)");

    /** A reconnect with all that follows. */
    static final Constant CONNECT = measured(
            "CPU of a connection that comes back and is live again, µs",
            1_430,
            "[10,000 that come back for 100 events each](PERFORMANCE.md#storm-cold) to a process that has just started; to one that is"
                    + " warm, a ninth of it");

    /** What an idle connection takes of the heap; what a process takes for it is more. */
    static final Constant CONNECTION_HEAP = measured(
            "live heap of an idle connection, bytes", 4_787, "[10,000 connections](PERFORMANCE.md#connections)");

    /** Of the heap half is free for the collector, and of a container's memory half is heap. */
    static final Constant MEMORY_TO_HEAP = assumed(
            "memory of the process, by its live heap",
            4,
            "half of the heap for the collector, half of the memory for the heap (`MILEPOST_JAVA_OPTS` of the image)");

    /** The ring and all else that is bounded by the configuration. */
    static final Constant NODE_HEAP = given(
            "live heap of a node that is full, without its connections, MB",
            232,
            "`ring.bytes` 64, `absences.indexBytes` 32, last offsets 8, what is held for readers 64, newest events 64: bounds, which a quiet"
                    + " node does not reach");

    /** Somebody who is on another node. */
    static final Constant MEMBER_HEAP =
            assumed("live heap of a member that presence knows, bytes", 500, "a guess; not measured");

    /** What is said of a member. */
    static final Constant MEMBER_BYTES = given(
            "bytes in which presence says that somebody is alone on a channel",
            117,
            "the statement's JSON, with names of 12 characters");

    /** How often it is said. */
    static final Constant MEMBER_EVERY = given(
            "seconds after which presence says it anew", 60, "[presence](ARCHITECTURE.md#who-is-where-on-all-nodes)");

    /** What the network adds. */
    static final Constant WIRE_BYTES = given(
            "bytes that TLS, TCP and IP add to a frame that goes out alone",
            74,
            "TLS 1.3: 22, TCP with time stamps: 32, IPv4: 20");

    /** All of them. */
    static final List<Constant> ALL = List.of(
            DELIVERY_ALONE,
            DELIVERY_TOGETHER,
            TAIL,
            ENCODING,
            TRICKLE,
            CONNECT,
            CONNECTION_HEAP,
            MEMORY_TO_HEAP,
            NODE_HEAP,
            MEMBER_HEAP,
            MEMBER_BYTES,
            MEMBER_EVERY,
            WIRE_BYTES);

    private static Constant measured(String what, double value, String source) {
        return new Constant(what, value, source, Basis.measured);
    }

    private static Constant assumed(String what, double value, String source) {
        return new Constant(what, value, source, Basis.assumed);
    }

    private static Constant given(String what, double value, String source) {
        return new Constant(what, value, source, Basis.given);
    }
}
