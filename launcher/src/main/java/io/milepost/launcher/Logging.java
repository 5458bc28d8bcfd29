package io.milepost.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.milepost.launcher.config.LogOutput;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;

/** The log of this process, as logback.xml begins it and the configuration changes it. */
final class Logging {
    private static final String CONNECTIONS = "io.milepost.connections";

    private Logging() {}

    /** Writes from now on as configured. */
    static void use(LogOutput output) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            use(output, context);
        }
    }

    static void use(LogOutput output, LoggerContext context) {
        if (!output.connections()) {
            context.getLogger(CONNECTIONS).setLevel(Level.OFF);
        }
        Appender<ILoggingEvent> found =
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
        if (output.json()
                && found instanceof OutputStreamAppender<ILoggingEvent> appender
                && !(appender.getEncoder() instanceof LogstashEncoder)) {
            appender.setEncoder(json(context));
        }
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setVersion(null);
        encoder.setTimeZone("UTC");
        encoder.getFieldNames().setLevelValue(null);
        encoder.getFieldNames().setVersion(null);
        encoder.start();
        return encoder;
    }
}
