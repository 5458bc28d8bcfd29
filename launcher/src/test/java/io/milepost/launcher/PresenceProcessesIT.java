package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.auth.TokenMint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three gateways as processes: members and signals over all of them, one that is killed and one that ends in order. */
class PresenceProcessesIT {
    private static final String SECRET = "a-secret-for-tests-that-is-long-enough";
    private static final String CHANNEL = "presence-team-1";
    private static final List<String> ALL = List.of("*", "presence-*");

    private final String suffix = "-" + UUID.randomUUID();
    private final List<GatewayProcess> nodes = new ArrayList<>();
    private final List<TestClient> clients = new ArrayList<>();

    @BeforeEach
    void start() {
        for (int i = 0; i < 3; i++) {
            nodes.add(GatewayProcess.start(List.of(
                    "gateway",
                    "--kafka",
                    TestKafka.bootstrapServers(),
                    "--port",
                    "0",
                    "--set",
                    "managementPort=0",
                    "--set",
                    "auth.secret=" + SECRET,
                    "--set",
                    "presence.grace=1m",
                    "--set",
                    "presence.topic=presence" + suffix,
                    "--set",
                    "presence.signalsTopic=signals" + suffix)));
        }
    }

    @AfterEach
    void stop() {
        clients.forEach(TestClient::close);
        nodes.forEach(GatewayProcess::close);
    }

    private TestClient join(int node, String user) {
        String token = new TokenMint(SECRET)
                .mint(
                        Map.of("sub", user, "name", "Name of " + user, "channels", ALL, "publish", ALL),
                        Duration.ofMinutes(10));
        TestClient client = TestClient.connect(nodes.get(node).ready().replace("http", "ws") + "/ws?token=" + token);
        clients.add(client);
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + CHANNEL + "\"}");
        client.expect("subscribed");
        return client;
    }

    private static String id(JsonNode moved) {
        return moved.path("data").path("id").asText();
    }

    @Test
    void membersAndSignalsAreOfAllNodes() throws InterruptedException {
        TestClient ada = join(0, "ada");
        TestClient bob = join(1, "bob");
        assertThat(id(ada.expect("member-online"))).isEqualTo("bob");
        join(2, "cem");
        assertThat(id(ada.expect("member-online"))).isEqualTo("cem");
        assertThat(id(bob.expect("member-online"))).isEqualTo("cem");
        bob.send("{\"type\":\"signal\",\"channel\":\"" + CHANNEL + "\",\"event\":\"wave\",\"data\":{\"n\":1}}");
        assertThat(ada.expect("wave").path("userId").asText()).isEqualTo("bob");

        nodes.get(2).kill();
        assertThat(id(ada.expect("member-offline")))
                .as("when the lease is over")
                .isEqualTo("cem");
        assertThat(id(bob.expect("member-offline"))).isEqualTo("cem");

        // Bob goes elsewhere when he is asked to, and nobody hears of it.
        Thread ending = new Thread(() -> {
            try {
                nodes.get(1).terminate();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        ending.start();
        bob.expect("reconnect");
        TestClient again = join(0, "bob");
        ending.join();
        join(0, "dan");
        assertThat(id(ada.expect("member-online"))).isEqualTo("dan");
        again.send("{\"type\":\"presence\",\"channel\":\"" + CHANNEL + "\"}");
        assertThat(id(again.expect("member-online"))).isEqualTo("dan");
        assertThat(again.expect("presence").path("members").findValuesAsText("id"))
                .containsExactlyInAnyOrder("ada", "bob", "dan");
        again.send("{\"type\":\"unsubscribe\",\"channel\":\"" + CHANNEL + "\"}");
        assertThat(id(ada.expect("member-offline"))).isEqualTo("bob");
    }
}
