package io.milepost.gateway.crowd;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** What some readers have seen together. Confined to the crowd's event loop. */
final class Sum {
    private final Consumer<Reader> again;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private int[] micros = new int[1_024];
    private int taken;

    /**
     * Nothing yet.
     *
     * @param again told of readers that are to come again a little later
     */
    Sum(Consumer<Reader> again) {
        this.again = again;
        for (String name : new String[] {"missing", "repeated", "doubled", "gaps", "refused", "lost", "errors"}) {
            counts.put(name, 0L);
        }
    }

    private void add(String name, long count) {
        counts.merge(name, count, Long::sum);
    }

    void refused(Reader reader, String head) {
        add(head.contains(" 503 ") ? "refused" : "errors", 1);
        again.accept(reader);
    }

    void error(String what) {
        System.err.println(what);
        add("errors", 1);
    }

    void gap(String frame) {
        System.err.println(frame);
        add("gaps", 1);
    }

    void lost() {
        add("lost", 1);
    }

    void missed(long count) {
        add("missing", count);
    }

    /** An event came that had come before. */
    void repeated(boolean onOneConnection) {
        add(onOneConnection ? "doubled" : "repeated", 1);
    }

    void took(long time) {
        if (taken == micros.length) {
            micros = Arrays.copyOf(micros, 2 * taken);
        }
        micros[taken++] = (int) Math.min(time, Integer.MAX_VALUE);
    }

    Map<String, Long> counts() {
        return counts;
    }

    /** How long events took since the last call, in microseconds. */
    Map<String, Long> latency() {
        Arrays.sort(micros, 0, taken);
        Map<String, Long> latency = Map.of(
                "count", (long) taken,
                "p50", taken == 0 ? 0 : (long) micros[taken / 2],
                "p99", taken == 0 ? 0 : (long) micros[(int) (taken * 0.99)]);
        taken = 0;
        return latency;
    }
}
