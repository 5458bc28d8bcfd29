package io.milepost.launcher.config;

import java.util.Locale;

/**
 * How the log is written.
 *
 * @param json an object a line instead of text
 * @param connections whether there is a line for each connection
 */
public record LogOutput(boolean json, boolean connections) {
    /** Reads it. Faults are noted in the settings. */
    public static LogOutput read(Settings settings) {
        String format = settings.text(Options.LOG_FORMAT).toLowerCase(Locale.ROOT);
        if (!format.equals("text") && !format.equals("json")) {
            settings.fault(Options.LOG_FORMAT.key() + ": text or json is expected");
        }
        return new LogOutput(format.equals("json"), settings.flag(Options.LOG_CONNECTIONS));
    }
}
