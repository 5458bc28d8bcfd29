package io.milepost.gateway.hostile;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What the log says that it should not: errors, and exceptions on any level from warnings up. */
final class Complaints implements AutoCloseable {
    private static final List<String> LISTENED_TO = List.of("io.milepost", "io.vertx", "io.netty");

    private final Map<Logger, Level> levels = new HashMap<>();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> ear = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            // That the machine is too busy for a loop is nobody's complaint here.
            boolean busy = event.getLoggerName().endsWith("BlockedThreadChecker");
            boolean thrown = event.getThrowableProxy() != null && !busy;
            if (thrown || event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                heard.add(event.getFormattedMessage()
                        + (thrown ? "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()) : ""));
            }
        }
    };

    Complaints() {
        ear.start();
        for (String name : LISTENED_TO) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            levels.put(logger, logger.getLevel());
            logger.setLevel(Level.WARN);
            logger.addAppender(ear);
        }
    }

    Queue<String> heard() {
        return heard;
    }

    @Override
    public void close() {
        levels.forEach((logger, level) -> {
            logger.setLevel(level);
            logger.detachAppender(ear);
        });
    }
}
