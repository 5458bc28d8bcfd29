package io.milepost.launcher.browser;

import io.milepost.launcher.DevProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console's page in a real browser, against {@code ./milepost dev}: the tests are console/web/test/e2e, and keep what they
 * saw in console/web/dist-e2e.
 */
class ConsolePageIT {
    @TempDir
    private Path directory;

    @Test
    void anOperatorAndANewcomerFindTheirWay() {
        Path browser = Browser.find();
        Npm npm = Npm.in("console/web");
        try (DevProcess dev = DevProcess.start(directory)) {
            npm.script("e2e", Map.of("MILEPOST_URL", dev.url(), "CHROMIUM", browser.toString()), 10);
        }
    }
}
