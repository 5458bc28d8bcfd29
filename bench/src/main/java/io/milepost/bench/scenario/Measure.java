package io.milepost.bench.scenario;

import java.util.Locale;

/**
 * Something measured.
 *
 * @param name with its unit
 * @param digits behind the point
 * @param better which of two is better
 */
public record Measure(String name, int digits, Better better) {
    /** Which of two figures is better. */
    public enum Better {
        LESS,
        MORE,
        /** It only explains the others. */
        NEITHER
    }

    static Measure less(String name, int digits) {
        return new Measure(name, digits, Better.LESS);
    }

    static Measure more(String name, int digits) {
        return new Measure(name, digits, Better.MORE);
    }

    static Measure plain(String name, int digits) {
        return new Measure(name, digits, Better.NEITHER);
    }

    /** A figure as it is printed. */
    public String print(double value) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
