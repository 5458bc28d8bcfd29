package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.limit.NodeLimits;
import io.milepost.gateway.session.SessionLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a running node takes of another configuration. */
class ChangedConfigIT {
    private static final String OTHER = "another-secret-for-tests-that-is-long-enough";

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void change(UnaryOperator<GatewayConfig> change) {
        node.gateway()
                .change(change.apply(GatewayConfig.of("127.0.0.1", 0, AuthConfig.ofSecret(TestNode.SECRET))
                        .withLimits(NodeLimits.NONE)));
    }

    private static TestClient connect(String secret) {
        Map<String, ?> claims = Map.of("sub", "ada", "channels", List.of("*"));
        return TestClient.connect(node.ws() + "?token=" + new TokenMint(secret).mint(claims, Duration.ofMinutes(5)));
    }

    private static void isRefused(String secret) {
        assertThatThrownBy(() -> connect(secret)).isInstanceOf(CompletionException.class);
    }

    @Test
    void keys() {
        change(same -> same);
        try (TestClient before = connect(TestNode.SECRET)) {
            isRefused(OTHER);
            GatewayConfig others = GatewayConfig.of("127.0.0.1", 0, AuthConfig.ofSecret(OTHER));
            node.gateway().change(others.withLimits(NodeLimits.NONE));
            isRefused(TestNode.SECRET);
            connect(OTHER).close();
            before.send("{\"type\":\"ping\"}");
            before.expect("pong");
        }
        change(same -> same);
        connect(TestNode.SECRET).close();
        isRefused(OTHER);
    }

    @Test
    void limits() {
        change(same -> same);
        try (TestClient client = connect(TestNode.SECRET)) {
            subscribe(client, "team-1", "subscribed");
            change(same -> same.withSessions(new SessionLimits(
                    1,
                    0,
                    Duration.ofSeconds(5),
                    100,
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(90),
                    Duration.ofSeconds(5))));
            subscribe(client, "team-2", "error");
            change(same -> same.withLimits(new NodeLimits(1, 0, 0, 0, false, Set.of())));
            isRefused(TestNode.SECRET);
            change(same -> same);
            subscribe(client, "team-2", "subscribed");
            connect(TestNode.SECRET).close();
        }
    }

    private static void subscribe(TestClient client, String channel, String answer) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        client.expect(answer);
    }
}
