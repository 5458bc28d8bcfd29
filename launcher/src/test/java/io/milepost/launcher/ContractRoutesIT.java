package io.milepost.launcher;

import static io.milepost.launcher.RouteContract.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.RouteContract.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route and every answer of {@code docs/openapi.yaml}, provoked and held against it; and no others. */
@TestMethodOrder(OrderAnnotation.class)
@Timeout(120)
class ContractRoutesIT {
    private static final RouteContract CONTRACT = new RouteContract();
    private static final List<String> SOCKETS = RouteContract.SOCKETS;
    private static final String CHANNELS = "GET /api/channels";
    private static final String CHANNEL = "GET /api/channels/{channel}";
    private static final String EVENTS = "GET /api/channels/{channel}/events";
    private static final String MEMBERS = "GET /api/channels/{channel}/members";
    private static final String POST_EVENTS = "POST /api/events";
    private static final String SEND = "POST /api/websocket/send";
    private static final String AUTH = "POST /api/auth/websocket";
    private static final Set<String> BODIES = Set.of(POST_EVENTS, SEND, AUTH);
    private static final String CONFIG = "GET /api/realtime/config";
    private static final String SSE = "GET /sse";
    private static final List<String> WS_TOKEN = List.of("GET /api/auth/ws-token", "POST /api/auth/ws-token");
    private static final String ADA = ContractNode.token("ada");
    private static NodeUnderTest node;
    private static ContractCaller caller;

    @BeforeAll
    static void start() {
        node = NodeUnderTest.start(Map.of(
                "pusher.apps.0.id", "1001",
                "pusher.apps.0.key", "of-the-contract",
                "pusher.apps.0.secret", "a-secret-of-the-contract"));
        caller = new ContractCaller(CONTRACT, node);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    static Set<String> routes() {
        return CONTRACT.routes();
    }

    /** To be added to with every route that the gateway gets. */
    @Test
    void theDocumentHasTheRoutesOfTheGateway() {
        Set<String> all = new TreeSet<>(SOCKETS);
        all.addAll(WS_TOKEN);
        all.addAll(List.of(SSE, CHANNELS, CHANNEL, EVENTS, MEMBERS, POST_EVENTS, SEND, AUTH));
        all.addAll(List.of(CONFIG, "GET /healthz", "GET /readyz", "GET /metrics"));
        assertThat(CONTRACT.routes()).isEqualTo(all);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everyRouteIsThere(String route) throws IOException {
        String address = path(route).replace("{channel}", "team-1");
        Answer answer = caller.send(route, address, "Content-Length: 0\r\n", new byte[0]);
        CONTRACT.answered(route, answer);
    }

    @Test
    void whoIsNobodyGetsNowhere() throws IOException {
        for (String route : List.of(CHANNELS, CHANNEL, EVENTS, MEMBERS, POST_EVENTS, SEND, AUTH)) {
            caller.ask(route, path(route).replace("{channel}", "team-1"), "", "", 401);
            caller.ask(route, path(route).replace("{channel}", "team-1"), "nonsense", "", 401);
        }
        caller.ask(SSE, "/sse?channel=team-1", "", "", 401);
        for (String route : SOCKETS) {
            caller.upgrade(route, path(route) + "?token=nonsense", "", 401);
        }
    }

    @Test
    void channels() throws IOException {
        try (TestClient client = node.open("/ws?token=" + ADA)) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-r1\"}");
            client.expect("subscribed");
            JsonNode listed = caller.ask(CHANNELS, "/api/channels?prefix=team-r", ADA, "", 200);
            assertThat(listed.at("/channels/team-r1/subscribers").asInt()).isEqualTo(1);
            JsonNode one = caller.ask(CHANNEL, "/api/channels/team-r1", ADA, "", 200);
            assertThat(one.path("occupied").asBoolean()).isTrue();
            JsonNode members = caller.ask(MEMBERS, "/api/channels/team-r1/members", ADA, "", 200);
            assertThat(members.at("/members/0/id").asText()).isEqualTo("ada");
        }
        for (String route : List.of(CHANNEL, EVENTS, MEMBERS)) {
            String address = path(route);
            caller.ask(route, address.replace("{channel}", "a%20b"), ADA, "", 400);
            caller.ask(route, address.replace("{channel}", "private-1"), ADA, "", 403);
        }
        caller.ask(EVENTS, "/api/channels/team-1/events?limit=0", ADA, "", 400);
        caller.ask(EVENTS, "/api/channels/team-1/events?since=xx", ADA, "", 400);
        caller.ask(EVENTS, "/api/channels/team-1/events?before=xx", ADA, "", 400);
    }

    @Test
    void onwards() throws IOException {
        node.service("activity", "r2", "activity-logged", NodeUnderTest.walk(1));
        JsonNode page = caller.ask(EVENTS, "/api/channels/team-r2/events?wait=20&since=earliest", ADA, "", 200);
        assertThat(page.path("events")).hasSize(1);
        String cursor = page.path("cursor").asText();
        page = caller.ask(EVENTS, "/api/channels/team-r2/events?wait=1s&since=" + cursor, ADA, "", 200);
        assertThat(page.path("events")).isEmpty();
        assertThat(page.path("complete").asBoolean()).isTrue();
    }

    @Test
    void backwards() throws IOException {
        try (TestClient client = node.open("/ws?channel=team-r3&token=" + ADA)) {
            client.drain();
            node.service("activity", "r3", "activity-logged", NodeUnderTest.walk(1));
            node.service("activity", "r3", "activity-logged", NodeUnderTest.walk(2));
            client.expect("activity-logged", 2);
        }
        JsonNode page = caller.ask(EVENTS, "/api/channels/team-r3/events?limit=1", ADA, "", 200);
        String before = page.path("cursor").asText();
        page = caller.ask(EVENTS, "/api/channels/team-r3/events?before=" + before, ADA, "", 200);
        assertThat(page.at("/events/0/data/n").asInt()).isEqualTo(1);
        assertThat(page.path("cursor").isNull()).isTrue();
    }

    @Test
    void publishing() throws IOException {
        String event = "{'stream':'chat','key':'r4','type':'message','data':{'content':'Hello'},'id':'own'}";
        JsonNode written = caller.ask(POST_EVENTS, "/api/events", ADA, event, 200);
        assertThat(written.at("/events/0/id").asText()).isEqualTo("own");
        caller.ask(POST_EVENTS, "/api/events", ADA, "[" + event + "," + event + "]", 200);
        caller.blurt(POST_EVENTS, "/api/events", ADA, "[]", 400);
        caller.blurt(POST_EVENTS, "/api/events", ADA, event.replace("message", "live"), 400);
        caller.ask(POST_EVENTS, "/api/events", NodeUnderTest.token(Map.of("sub", "eve")), event, 403);
        String sending = "{'channel':'team-r4','event':'cheer','data':null}";
        caller.ask(SEND, "/api/websocket/send", ADA, sending, 200);
        caller.blurt(SEND, "/api/websocket/send", ADA, "{}", 400);
        caller.blurt(SEND, "/api/websocket/send", ADA, sending.replace("cheer", "live"), 400);
        caller.ask(SEND, "/api/websocket/send", ADA, sending.replace("cheer", "activity-logged"), 403);
    }

    @Test
    void bodiesThatAreTooLarge() throws IOException {
        String large = "'" + "x".repeat((1 << 20) + 1) + "'";
        caller.blurt(POST_EVENTS, "/api/events", ADA, large, 413);
        caller.blurt(SEND, "/api/websocket/send", ADA, large, 413);
        caller.fill(AUTH, "/api/auth/websocket", ADA, "socket_id=" + "1".repeat(5_000), 413);
    }

    @Test
    void clientsOfPushersAreLetIn() throws IOException {
        String form = "socket_id=1.2&channel_name=";
        JsonNode signed = caller.fill(AUTH, "/api/auth/websocket", ADA, form + "presence-room", 200);
        assertThat(signed.path("auth").asText()).startsWith("of-the-contract:");
        assertThat(signed.path("channel_data").asText())
                .startsWith("{\"user_id\":\"ada\",\"user_info\":{\"name\":\"Name of ada\"");
        caller.fill(AUTH, "/api/auth/websocket", ADA, form + "private-secret", 403);
        caller.fill(AUTH, "/api/auth/websocket", ADA, form + "team-1", 400);
        caller.fill(AUTH, "/api/auth/websocket", ADA, "socket_id=1&channel_name=presence-room", 400);
    }

    @ParameterizedTest
    @MethodSource("routes")
    void whoExpectsWhatNobodyKnowsIsToldSoWhereABodyIsTaken(String route) throws IOException {
        String address = path(route).replace("{channel}", "team-1");
        Answer answer = caller.send(route, address, "Expect: a-miracle\r\nContent-Length: 0\r\n", new byte[0]);
        assertThat(answer.status() == 417).as(answer.toString()).isEqualTo(BODIES.contains(route));
        CONTRACT.answered(route, answer);
    }

    @Test
    void whatIsNotThereIsSaidInTheSameWay() throws IOException {
        for (String route : List.of("GET /nothing", "GET /api/events", "POST /sse")) {
            Answer answer = caller.send(route, path(route), "Content-Length: 0\r\n", new byte[0]);
            assertThat(answer.status()).isBetween(404, 405);
            assertThat(CONTRACT.faults("Error", answer.json()))
                    .as(answer.toString())
                    .isEmpty();
        }
    }

    @Test
    void tokensForSockets() throws IOException {
        for (String route : WS_TOKEN) {
            JsonNode given = caller.ask(route, "/api/auth/ws-token", ADA, "", 200);
            node.open("/ws?token=" + given.path("token").asText()).close();
            caller.ask(route, "/api/auth/ws-token", "", "", 401);
            String cookie = "Cookie: accessToken=" + ADA + "\r\nContent-Length: 0\r\n";
            CONTRACT.answered(route, caller.send(route, "/api/auth/ws-token", cookie, new byte[0]));
        }
    }

    @Test
    void upgradesAndStreams() throws IOException {
        for (String route : SOCKETS) {
            String path = path(route);
            Answer accepted =
                    caller.upgrade(route, path + "?token=" + ADA, "Sec-WebSocket-Protocol: milepost.v1\r\n", 101);
            assertThat(accepted.header("Sec-WebSocket-Protocol")).isEqualTo("milepost.v1");
            caller.upgradeWithoutKey(route, path, 400);
        }
        caller.look(SSE, "/sse?channel=team-1&token=" + ADA, 200);
        caller.look(SSE, "/sse?token=" + ADA, 400);
        caller.look(SSE, "/sse?channel=private-1&token=" + ADA, 403);
    }

    @Test
    void whoComesTooOften() throws IOException {
        CrowdedNode.whoComesTooOften(CONTRACT);
    }

    @Test
    void whereThereIsNoRoom() throws IOException {
        CrowdedNode.whereThereIsNoRoom(CONTRACT);
    }

    @Test
    void whoIsToldWhatAmidAMigration() throws IOException {
        MigratingNode.whoIsToldWhat(CONTRACT);
    }

    @Test
    void aNodeThatGoesIsNotReady() throws IOException {
        CrowdedNode.aNodeThatGoesIsNotReady(CONTRACT);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void noAnswerOfTheDocumentIsMissing() {
        // Kafka or the issuer of keys would have to be away, or the node still reading the log.
        Set<String> exceptions = Set.copyOf(
                Stream.concat(Stream.of(CHANNELS, CHANNEL, MEMBERS, POST_EVENTS, SEND, AUTH, CONFIG), WS_TOKEN.stream())
                        .map(route -> route + " 503")
                        .toList());
        assertThat(CONTRACT.unseen()).as("documented, and never met").isEqualTo(new TreeSet<>(exceptions));
    }
}
