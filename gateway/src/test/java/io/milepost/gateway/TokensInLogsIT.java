package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.milepost.gateway.auth.TestKeys;
import io.milepost.gateway.auth.TokenMint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No token is ever written to the log, however it came and whatever became of it. */
class TokensInLogsIT {
    private static final List<String> TALKATIVE = List.of("io.milepost", "io.vertx", "io.netty");

    private final Map<String, Optional<Level>> levels = new HashMap<>();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> capture = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    };

    @BeforeEach
    void listen() {
        capture.start();
        root.addAppender(capture);
        for (String name : TALKATIVE) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            levels.put(name, Optional.ofNullable(logger.getLevel()));
            logger.setLevel(Level.DEBUG);
        }
    }

    @AfterEach
    void stop() {
        levels.forEach((name, level) -> ((Logger) LoggerFactory.getLogger(name)).setLevel(level.orElse(null)));
        root.detachAppender(capture);
    }

    @Test
    void noLineHoldsOne() throws Exception {
        String good = TestNode.token("ada", List.of("*"));
        List<String> tokens = List.of(
                good,
                good + "x",
                good.substring(0, good.length() - 20),
                new TokenMint(TestNode.SECRET).sign(TestKeys.claims("ada", Map.of("exp", TestKeys.inSeconds(-60)))),
                new TokenMint(TestNode.SECRET).sign(TestKeys.claims("ada", Map.of("channels", "team-*"))),
                new TokenMint("another-secret-that-is-long-enough-too").sign(TestKeys.claims("eve", Map.of())),
                TestKeys.signed(TestKeys.rsa(), "unheard-of", TestKeys.claims("eve", Map.of())),
                TestKeys.unsigned(TestKeys.claims("eve", Map.of())),
                "eyJub3QtanNvbi5h.eyJub3QtanNvbi5i.eyJub3QtanNvbi5j");
        try (TestNode node = TestNode.start()) {
            for (String token : tokens) {
                get(node.http() + "/ws?token=" + token);
                get(node.http() + "/ws?token=" + token + "%zz");
                get(node.http() + "/nowhere?token=" + token);
                get(node.http() + "/api/auth/ws-token", "Authorization", "Bearer " + token);
                get(node.http() + "/api/auth/ws-token", "Cookie", "accessToken=" + token);
                try (TestClient client = TestClient.connect(node.ws(), "bearer." + token)) {
                    client.send("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
                    client.next();
                } catch (RuntimeException e) {
                    // Refused, as it should be for most.
                }
                try (TestClient client = TestClient.connect(node.ws())) {
                    client.send("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
                    client.next();
                }
            }
        }
        assertThat(lines).isNotEmpty();
        for (String token : tokens) {
            String claims = token.split("\\.", -1)[1];
            String signature = token.substring(token.length() - 16);
            assertThat(lines).noneMatch(line -> line.contains(token) || line.contains(claims));
            assertThat(lines).noneMatch(line -> signature.indexOf('.') < 0 && line.contains(signature));
        }
    }

    private static void get(String address, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(address));
        } catch (IllegalArgumentException e) {
            return; // The JDK's client sends no such address.
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), BodyHandlers.ofString());
    }
}
