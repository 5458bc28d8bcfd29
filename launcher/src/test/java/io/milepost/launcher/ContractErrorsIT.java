package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.launcher.config.NodeConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** Every error that the protocol has, provoked and held against the document. */
@TestMethodOrder(OrderAnnotation.class)
@Timeout(120)
class ContractErrorsIT {
    private static final FrameContract CONTRACT = new FrameContract();
    private static final Set<String> CODES = new TreeSet<>();
    private static ContractNode node;

    @BeforeAll
    static void start() {
        node = new ContractNode(CONTRACT, Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** That this test can fail. */
    @Test
    void whatIsNotDocumentedIsFound() throws Exception {
        ObjectMapper json = new ObjectMapper();
        for (String frame : List.of(
                "{'type':'pong','timestamp':'2026-01-01T00:00:00Z','more':1}",
                "{'type':'pong','timestamp':'yesterday'}",
                "{'type':'pong'}",
                "{'type':'signal','channel':'a','id':'1','source':'s','timestamp':'2026-01-01T00:00:00Z',"
                        + "'cursor':'c','data':1}")) {
            JsonNode wrong = json.readTree(frame.replace('\'', '"'));
            assertThatThrownBy(() -> CONTRACT.heard("native", wrong)).as(frame).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void refusals() {
        try (ContractClient ada = node.open("native", "ada", "")) {
            ada.blurt("what?");
            refused(ada, "invalid_message");
            ada.blurt("{'type':'dance','id':'d'}");
            refused(ada, "unknown_type");
            ada.blurt("{'type':'subscribe','channel':'a b'}");
            refused(ada, "invalid_channel");
            ada.say("{'type':'subscribe','channel':'team-1','since':'xx'}");
            refused(ada, "invalid_cursor");
            ada.say("{'type':'subscribe','channel':'private-1'}");
            refused(ada, "forbidden");
            ada.say("{'type':'publish','teamId':'1','event':'activity-logged','data':1}");
            assertThat(refused(ada, "not_publishable").path("teamId").asText()).isEqualTo("1");
            ada.blurt("{'type':'publish','channel':'team-1','event':'live','data':1}");
            refused(ada, "reserved_type");
            ada.blurt("{'type':'signal','channel':'team-1','event':'wave'}");
            refused(ada, "invalid_data");
            ada.raw().socket().sendBinary(ByteBuffer.allocate(1), true);
            refused(ada, "unsupported_data", 1003);
        }
        try (ContractClient large = node.open("native", "ada", "")) {
            large.raw().overdo("{\"type\":\"ping\",\"id\":\"" + "x".repeat(70_000) + "\"}", 1);
            refused(large, "too_large", 1009);
        }
        try (ContractClient nobody = node.open("native", "", "")) {
            nobody.say("{'type':'ping'}");
            refused(nobody, "unauthenticated", 4401);
        }
        try (ContractClient late = node.open("native", "", "")) {
            String expired = new TokenMint(NodeConfig.DEV_SECRET).mint(Map.of("sub", "ada"), Duration.ofHours(-1));
            late.say("{'type':'auth','token':'" + expired + "'}");
            refused(late, "token_expired", 4401);
        }
    }

    @Test
    void limits() {
        Map<String, String> few = Map.of(
                "limits.messagesPerMinute", "3",
                "limits.connectionsPerUser", "1",
                "limits.subscriptions", "1",
                "limits.authTimeout", "200ms");
        try (ContractNode strict = new ContractNode(CONTRACT, few);
                ContractClient ada = entered(strict.open("native", "ada", "&channel=team-1"));
                ContractClient again = strict.open("native", "ada", "");
                ContractClient silent = strict.open("chat", "", "")) {
            refused(again, "too_many_connections", 4429);
            refused(silent, "auth_timeout", 4408);
            ada.say("{'type':'subscribe','channel':'team-2'}");
            refused(ada, "too_many_channels");
            // While that took its time, the allowance may have grown.
            JsonNode answer;
            do {
                answer = ada.say("{'type':'ping'}").next();
            } while (answer.path("type").asText().equals("pong"));
            assertThat(answer.path("code").asText()).isEqualTo("rate_limited");
            assertThat(answer.path("retryAfterMs").asLong()).isPositive();
            assertThat(ada.raw().closeCode()).isEqualTo(1008);
            CODES.add("rate_limited");
        }
    }

    /** Whoever is answered is let in. */
    private static ContractClient entered(ContractClient client) {
        client.say("{'type':'ping'}").hear("pong");
        return client;
    }

    private static JsonNode refused(ContractClient client, String code) {
        CODES.add(code);
        return client.hearError(code);
    }

    private static JsonNode refused(ContractClient client, String code, int closeCode) {
        JsonNode error = refused(client, code);
        assertThat(client.raw().closeCode()).isEqualTo(closeCode);
        return error;
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void noErrorOfTheDocumentIsMissing() {
        Set<String> codes = CONTRACT.errorCodes();
        codes.removeAll(CODES);
        assertThat(codes)
                .as("error codes never met")
                .containsExactlyInAnyOrder(
                        // No client library sends these; the gateway's own tests write such bytes by hand.
                        "invalid_text",
                        "protocol_violation",
                        // Kafka would have to be away.
                        "unavailable");
    }
}
