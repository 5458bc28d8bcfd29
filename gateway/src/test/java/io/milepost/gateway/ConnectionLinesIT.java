package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Each connection leaves one line: how it ended, how long it was, what it was given. */
class ConnectionLinesIT {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.milepost.connections");
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private TestNode node;

    @BeforeEach
    void start() {
        appender.list = lines;
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        node = TestNode.start(
                log -> log,
                gateway -> gateway.withSessions(
                        gateway.sessions().withPatience(Duration.ofSeconds(2), Duration.ofSeconds(4))));
    }

    @AfterEach
    void stop() {
        node.close();
        logger.detachAppender(appender);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    /** The only line about this user, by key. */
    private Map<String, Object> line(String user) {
        await().until(() -> !about(user).isEmpty());
        assertThat(about(user)).hasSize(1);
        return about(user).get(0);
    }

    private List<Map<String, Object>> about(String user) {
        return lines.stream()
                .map(event -> event.getKeyValuePairs().stream()
                        .collect(Collectors.<KeyValuePair, String, Object>toMap(pair -> pair.key, pair -> pair.value)))
                .filter(said -> said.getOrDefault("user", "nobody").equals(user))
                .toList();
    }

    private TestClient follower(String user) {
        TestClient client = node.connect(user);
        client.send("{\"type\":\"subscribe\",\"channel\":\"team-lines\"}");
        client.expect("subscribed");
        return client;
    }

    @Test
    void howTheyEnd() throws Exception {
        try (TestClient polite = follower("polite");
                TestClient lost = follower("lost")) {
            for (int n = 0; n < 5; n++) {
                node.publish("activity", "lines", "walked", n);
            }
            polite.expect("walked", 5);
            lost.expect("walked", 5);
            polite.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
            assertThat(line("polite"))
                    .containsEntry("transport", "websocket")
                    .containsEntry("ended", "closed")
                    .containsEntry("code", 1000)
                    .containsEntry("channels", 1)
                    .containsEntry("events", 5L)
                    .containsEntry("frames", 1)
                    .containsKey("ms");
            assertThat((long) line("polite").get("bytes")).isBetween(500L, 5_000L);
        }
        assertThat(line("lost")).containsEntry("ended", "lost").doesNotContainKey("code");

        try (TestClient refused = TestClient.connect(node.ws())) {
            refused.send("{\"type\":\"auth\",\"token\":\"my-precious-token\"}");
            refused.closeCode();
        }
        assertThat(line("nobody")).containsEntry("ended", "unauthenticated").containsEntry("code", 4401);

        String token = TestNode.token("silent", List.of("*"));
        try (RawSocket silent = new RawSocket(node.ws() + "?token=" + token, 64 * 1024)) {
            assertThat(silent).isNotNull();
            assertThat(line("silent")).containsEntry("ended", "silent");
        }

        // The last ones may be counted a moment longer.
        await().until(() -> node.gateway().connections() == 0);
        String streaming = TestNode.token("streaming", List.of("*"));
        try (SseClient stream = new SseClient(node.http() + "/sse?channel=team-lines&token=" + streaming, "");
                TestClient going = follower("going")) {
            await().until(() -> node.gateway().connections() == 2);
            node.gateway().drain();
            assertThat(going.closeCode()).isEqualTo(1001);
            assertThat(line("going")).containsEntry("ended", "drained").containsEntry("code", 1001);
            assertThat(stream.expect("reconnect")).isNotNull();
            assertThat(line("streaming")).containsEntry("transport", "sse").containsEntry("ended", "drained");
        }
        assertThat(lines.toString()).doesNotContain("my-precious-token").doesNotContain(token);
    }
}
