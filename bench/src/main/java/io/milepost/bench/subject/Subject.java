package io.milepost.bench.subject;

import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server that is measured: runs, and serves whoever connects. */
public interface Subject extends AutoCloseable {
    /** What it is. */
    String name();

    /** Which one, as it says itself. */
    String version();

    /** Where subscribers connect. */
    InetSocketAddress address();

    /** With what subscribers connect, if that is TLS. */
    default @Nullable SslContext tls() {
        return null;
    }

    /** How the channel of a key is followed. */
    Manner manner(String key);

    /** What publishes to the channels of these keys, events of so many bytes. */
    Speaker speaker(List<String> keys, int size);

    /** What runs now; another one after a {@link #restart}. */
    Server process();

    /** The broker before it, which is no part of it; empty if it has none. */
    default Optional<Server> broker() {
        return Optional.empty();
    }

    /** Processor time of all its processes so far, in seconds. */
    default double cpuSeconds() {
        return process().cpuSeconds();
    }

    /** Bytes of its processes that are in memory. */
    default long residentBytes() {
        return process().residentBytes();
    }

    /** Bytes of heap that are live, where that can be told. */
    default OptionalLong liveHeap() {
        return OptionalLong.empty();
    }

    /** How often it has taken events from subscribers that were too slow, as far as it tells. */
    default long demoted() {
        return 0;
    }

    /**
     * Learns where the channels of these keys stand.
     *
     * @return how one who was there then comes back for what came since, by the key; empty if there is no such thing
     */
    default Optional<Function<String, Manner>> returning(List<String> keys) {
        return Optional.empty();
    }

    /** Ends its process and starts it anew; what it keeps elsewhere stays. Its address may be another then. */
    default void restart() {
        throw new UnsupportedOperationException(name());
    }

    @Override
    void close();
}
