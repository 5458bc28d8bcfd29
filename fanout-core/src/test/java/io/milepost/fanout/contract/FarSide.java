package io.milepost.fanout.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a sink delivers to, real (a directory, an HTTP server), in the test's process. It refuses for good, as its kind does
 * it, every event whose id begins with {@code poison}. Its methods may be called by any thread.
 */
public interface FarSide extends AutoCloseable {
    /** What a sink must be told to deliver here: keys of the fan-out's configuration. */
    Map<String, String> settings();

    /** Everything taken so far, doubles too, in the order it was taken. */
    List<Arrival> arrivals();

    /** Begins or ends an outage, in which everything is refused in a way that asks for another try. */
    void down(boolean down);

    /** From now on takes events of this key so much later. */
    void slow(String key, Duration each);

    /** Lets go of everything, threads and ports among it. */
    @Override
    void close();
}
