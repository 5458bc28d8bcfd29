package io.milepost.launcher.browser;

import com.sun.net.httpserver.HttpServer;
import io.milepost.launcher.DevProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The console's page in a real browser, against {@code ./milepost dev} with a fan-out to somebody who takes everything: the
 * tests are console/web/test/e2e, and keep what they saw in console/web/dist-e2e.
 */
class ConsolePageIT {
    @TempDir
    private static Path directory;

    private static HttpServer farSide;

    @BeforeAll
    static void listen() throws IOException {
        farSide = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        farSide.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                byte[] fine = "{}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, fine.length);
                exchange.getResponseBody().write(fine);
            }
        });
        farSide.start();
    }

    @AfterAll
    static void end() {
        farSide.stop(0);
    }

    @Test
    void anOperatorAndANewcomerFindTheirWay() {
        Path browser = Browser.find();
        Npm npm = Npm.in("console/web");
        Map<String, String> pusher = Map.of(
                "fanouts.pusher.appId",
                "1001",
                "fanouts.pusher.key",
                "key",
                "fanouts.pusher.secret",
                "secret",
                "fanouts.pusher.scheme",
                "http",
                "fanouts.pusher.host",
                "127.0.0.1",
                "fanouts.pusher.port",
                Integer.toString(farSide.getAddress().getPort()));
        try (DevProcess dev = DevProcess.start(directory, pusher)) {
            npm.script("e2e", Map.of("MILEPOST_URL", dev.url(), "CHROMIUM", browser.toString()), 10);
        }
    }
}
