package io.milepost.email.template;

import java.io.IOException;
import java.io.Writer;

/** Gathers what is written, up to a bound. Confined to its thread. */
final class Bounded extends Writer {
    private final StringBuilder written = new StringBuilder();
    private final int most;

    Bounded(int most) {
        this.most = most;
    }

    /** More was written than may be. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
        if (written.length() + (long) length > most) {
            throw new TooLongException();
        }
        written.append(text, from, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return written.toString();
    }
}
