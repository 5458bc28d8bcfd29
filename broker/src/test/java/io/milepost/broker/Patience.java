package io.milepost.broker;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long tests wait for a condition that names no time of its own: as long as a slow machine needs that does much else.
 * JUnit finds this in every module that tests against the broker.
 */
public final class Patience implements LauncherSessionListener {
    private static final Duration USUAL = Duration.ofMinutes(2);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(USUAL);
        // Classes run side by side: what another one's server throws on a thread of its own says nothing of this one.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }
}
