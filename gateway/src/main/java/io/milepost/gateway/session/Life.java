package io.milepost.gateway.session;

import io.milepost.gateway.auth.Principal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** The one line of the log that tells of a connection, at its end: never of what was said on it, nor of tokens. */
final class Life {
    /** A name of its own, so that these lines can be turned off or sent elsewhere. */
    private static final Logger log = LoggerFactory.getLogger("io.milepost.connections");

    private Life() {}

    /**
     * Tells it.
     *
     * @param nanos how long it was
     * @param channels that it followed at the end
     * @param frames that it sent
     */
    static void tell(
            Connection connection, @Nullable Principal who, Ending ending, long nanos, int channels, int frames) {
        LoggingEventBuilder line = (connection.isLasting() ? log.atInfo() : log.atDebug())
                .setMessage("connection ended")
                .addKeyValue("transport", connection.transport())
                .addKeyValue("ended", ending.how());
        if (ending.code() > 0) {
            line = line.addKeyValue("code", ending.code());
        }
        if (who != null) {
            line = line.addKeyValue("user", who.userId());
        }
        line.addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(nanos))
                .addKeyValue("channels", channels)
                .addKeyValue("events", connection.eventsGiven())
                .addKeyValue("bytes", connection.bytesGiven())
                .addKeyValue("frames", frames)
                .log();
    }
}
