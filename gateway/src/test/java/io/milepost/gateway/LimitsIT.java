package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.limit.NodeLimits;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What one client, one user, one channel and one node may take, and what who goes beyond is told. */
class LimitsIT {
    private static TestNode node(NodeLimits limits) {
        return TestNode.start(UnaryOperator.identity(), config -> config.withLimits(limits));
    }

    private static void assertRefused(TestNode node, int status) {
        assertThatThrownBy(() -> node.connect("eve"))
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, e -> {
                    assertThat(e.getResponse().statusCode()).isEqualTo(status);
                    assertThat(e.getResponse().headers().firstValue("Retry-After"))
                            .isPresent();
                });
    }

    @Test
    void aFullNodeSendsClientsElsewhereUntilSomebodyLeaves() {
        try (TestNode node = node(new NodeLimits(2, 0, 0, 0, false, Set.of()))) {
            TestClient one = node.connect("ada");
            TestClient two = node.connect("bob");
            assertRefused(node, 503);
            one.close();
            await().until(() -> node.gateway().connections() == 1);
            node.connect("eve").close();
            two.close();
        }
    }

    @Test
    void aUserHasABoundedNumberOfConnections() {
        try (TestNode node = node(new NodeLimits(0, 1, 0, 0, false, Set.of()))) {
            TestClient one = node.connect("ada");
            assertThat(one.drain()).isEmpty();
            try (TestClient two = node.connect("ada")) {
                assertThat(two.expect("error").path("code").asText()).isEqualTo("too_many_connections");
                assertThat(two.closeCode()).isEqualTo(4429);
            }
            try (TestClient other = node.connect("bob")) {
                assertThat(other.drain()).isEmpty();
            }
            one.close();
            await().until(() -> node.gateway().connections() == 0);
            try (TestClient again = node.connect("ada")) {
                assertThat(again.drain()).isEmpty();
            }
        }
    }

    @Test
    void anAddressThatIsNotTheClientsOwnIsNotHeldAgainstAnybody() {
        try (TestNode node = node(new NodeLimits(0, 0, 1, 0, false, Set.of()))) {
            node.connect("ada").close();
            node.connect("ada").close();
        }
        try (TestNode node = node(new NodeLimits(0, 0, 1, 0, true, Set.of()))) {
            node.connect("ada").close();
            assertRefused(node, 429);
        }
    }

    /** A proxy may add a line of its own instead of adding to the one that is there. */
    @Test
    void theClientIsTheLastHopThatIsNoProxyInHoweverManyLinesThatIsSaid() throws Exception {
        try (TestNode node = node(new NodeLimits(0, 0, 1, 0, false, Set.of("127.0.0.1", "10.0.0.1")))) {
            assertThat(forwarded(node, "192.0.2.1", "192.0.2.7")).isEqualTo(401);
            assertThat(forwarded(node, "192.0.2.2", "192.0.2.7, 10.0.0.1")).isEqualTo(429);
            assertThat(forwarded(node, "192.0.2.3", "192.0.2.7", "10.0.0.1")).isEqualTo(429);
            assertThat(forwarded(node, "192.0.2.7", "192.0.2.8")).isEqualTo(401);
        }
    }

    /** How a connect without a token is answered that proxies say this of. */
    private static int forwarded(TestNode node, String... lines) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.http() + "/sse?channel=team-1"));
        for (String line : lines) {
            request.header("X-Forwarded-For", line);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aChannelTakesABoundedNumberOfEventsFromClients() {
        try (TestNode node = node(new NodeLimits(0, 0, 0, 3, false, Set.of()))) {
            String token = new TokenMint(TestNode.SECRET)
                    .mint(Map.of("sub", "ada", "publish", List.of("*")), Duration.ofMinutes(5));
            try (TestClient client = TestClient.connect(node.ws() + "?token=" + token)) {
                for (int i = 0; i < 4; i++) {
                    client.send("{\"type\":\"publish\",\"channel\":\"team-1\",\"event\":\"e\",\"data\":" + i + "}");
                }
                JsonNode answer = client.next();
                while (answer.path("type").asText().equals("published")) {
                    answer = client.next();
                }
                assertThat(answer.path("code").asText()).isEqualTo("rate_limited");
                assertThat(answer.path("retryAfterMs").asLong()).isBetween(1L, 20_000L);
                assertThat(client.closeCode()).isEqualTo(1008);
            }
        }
    }
}
