package io.milepost.gateway;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What the project's own classes, Vert.x and Netty say of exceptions while this is open. */
public final class LoggedExceptions implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> capture = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getThrowableProxy() != null && !event.getLoggerName().startsWith("org.apache.kafka")) {
                said.add(event.getFormattedMessage() + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    };

    public LoggedExceptions() {
        capture.start();
        root.addAppender(capture);
    }

    public List<String> said() {
        return List.copyOf(said);
    }

    @Override
    public void close() {
        root.detachAppender(capture);
    }
}
