package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.gateway.auth.TokenMint;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same channels over server-sent events, over requests that wait, and written to over HTTP. */
class TransportsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String token() {
        return new TokenMint(TestNode.SECRET)
                .mint(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")), Duration.ofMinutes(10));
    }

    private static SseClient stream(String channels, String from) {
        return new SseClient(node.http() + "/sse?" + channels + "&token=" + token(), from);
    }

    private static JsonNode ask(String method, String path, String body, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.http() + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(60))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return JSON.readTree(response.body());
    }

    private static List<Integer> numbers(JsonNode events) {
        return events.findValuesAsText("n").stream().map(Integer::valueOf).toList();
    }

    /** The node may have read what was missed only after it said that it was live. */
    private static List<Integer> numbersUntilLive(SseClient client, int lives, int count) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        for (int live = 0; live < lives || numbers.size() < count; ) {
            JsonNode event = client.next();
            if (event.path("type").asText().equals("live")) {
                live++;
            } else {
                numbers.add(event.path("data").path("n").asInt());
            }
        }
        return numbers;
    }

    @Test
    void aStreamThatIsLostGoesOnWhereItWas() throws Exception {
        String last;
        try (SseClient client = stream("channel=team-s1", "")) {
            await().until(() -> !client.lastId().isEmpty());
            node.publish("activity", "s1", "activity-logged", 1);
            assertThat(client.expect("activity-logged").path("data").path("n").asInt())
                    .isEqualTo(1);
            last = client.lastId();
        }
        node.publish("activity", "s1", "activity-logged", 2);
        node.publish("goal", "s1", "goal-updated", 3).get();
        try (SseClient client = stream("channel=team-s1", last)) {
            assertThat(numbersUntilLive(client, 1, 2)).containsExactlyInAnyOrder(2, 3);
        }
    }

    @Test
    void aStreamLostBeforeItsFirstEventMissesNothing() throws Exception {
        String last;
        try (SseClient client = stream("channel=team-s2", "")) {
            await().until(() -> !client.lastId().isEmpty());
            last = client.lastId();
        }
        node.publish("activity", "s2", "activity-logged", 1).get();
        try (SseClient client = stream("channel=team-s2", last)) {
            assertThat(numbersUntilLive(client, 1, 1)).containsExactly(1);
        }
    }

    @Test
    void aStreamOfSeveralChannelsHasOnePosition() throws Exception {
        String channels = "channel=team-s3&channel=team-s4&channel=chat-s5";
        String last;
        try (SseClient client = stream(channels, "")) {
            await().until(() -> !client.lastId().isEmpty());
            node.publish("activity", "s3", "activity-logged", 1).get();
            client.expect("activity-logged");
            node.publish("activity", "s4", "activity-logged", 2).get();
            client.expect("activity-logged");
            last = client.lastId();
        }
        node.publish("activity", "s3", "activity-logged", 3).get();
        node.publish("chat", "s5", "message", 4).get();
        try (SseClient client = stream(channels, last)) {
            assertThat(numbersUntilLive(client, 3, 2)).containsExactlyInAnyOrder(3, 4);
        }
    }

    @Test
    void rawLineBreaksInDataDoNotBreakTheStream() throws Exception {
        try (SseClient client = stream("channel=team-s6", "")) {
            await().until(() -> !client.lastId().isEmpty());
            node.publishRaw("activity", "s6", "{\n  \"n\":\r\n 7\n}");
            assertThat(client.expect("activity-logged").path("data").path("n").asInt())
                    .isEqualTo(7);
        }
    }

    @Test
    void onwardsAPageAtATime() throws Exception {
        for (int i = 1; i <= 25; i++) {
            node.publish("activity", "p1", "activity-logged", i);
        }
        node.settle();
        String since = "earliest";
        List<Integer> got = new ArrayList<>();
        JsonNode page;
        do {
            page = ask("GET", "/api/channels/team-p1/events?limit=10&since=" + since, "", 200);
            assertThat(page.path("recovered").asBoolean()).isTrue();
            got.addAll(numbers(page.path("events")));
            since = page.path("cursor").asText();
        } while (!page.path("complete").asBoolean());
        assertThat(got).isEqualTo(IntStream.rangeClosed(1, 25).boxed().toList());
    }

    @Test
    void aRequestWaitsForTheNextEvent() throws Exception {
        String since = ask("GET", "/api/channels/team-p2/events?since=latest", "", 200)
                .path("cursor")
                .asText();
        CompletableFuture<JsonNode> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return ask("GET", "/api/channels/team-p2/events?wait=30&since=" + since, "", 200);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() ->
                ask("GET", "/api/channels/team-p2", "", 200).path("subscribers").asInt() == 1);
        node.publish("activity", "p2", "activity-logged", 1).get();
        assertThat(numbers(waiting.join().path("events"))).containsExactly(1);
        JsonNode nothing = ask("GET", "/api/channels/team-p2/events?wait=1&since=latest", "", 200);
        assertThat(nothing.path("events")).isEmpty();
        assertThat(nothing.path("complete").asBoolean()).isTrue();
    }

    @Test
    void backwardsAPageAtATime() throws Exception {
        for (int i = 1; i <= 7; i++) {
            node.publish("activity", "p3", "activity-logged", i);
        }
        node.settle();
        JsonNode page = ask("GET", "/api/channels/team-p3/events?limit=5", "", 200);
        assertThat(numbers(page.path("events"))).containsExactly(7, 6, 5, 4, 3);
        page = ask(
                "GET",
                "/api/channels/team-p3/events?limit=5&before="
                        + page.path("cursor").asText(),
                "",
                200);
        assertThat(numbers(page.path("events"))).containsExactly(2, 1);
        assertThat(page.path("cursor").isNull()).isTrue();
        assertThat(ask("GET", "/api/channels/team-p3/events?before=2020-01-01T00:00:00Z", "", 200)
                        .path("events"))
                .isEmpty();
    }

    @Test
    void whatIsPostedIsPublished() throws Exception {
        try (TestClient client = node.connect("bob")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"chat-r1\"}");
            client.expect("subscribed");
            JsonNode answer = ask(
                    "POST",
                    "/api/events",
                    "[{\"stream\":\"chat\",\"key\":\"r1\",\"type\":\"message\",\"data\":{\"n\":1},\"id\":\"own\"},"
                            + "{\"stream\":\"channels\",\"key\":\"chat-r1\",\"type\":\"note\",\"data\":{\"n\":2}}]",
                    200);
            assertThat(answer.path("events").get(0).path("id").asText()).isEqualTo("own");
            List<JsonNode> events = List.of(client.next(), client.next());
            assertThat(events).allMatch(event -> event.path("userId").asText().equals("ada"));
            assertThat(events)
                    .extracting(event -> event.path("type").asText())
                    .containsExactlyInAnyOrder("message", "note");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/events | {'stream':'nope','key':'1','type':'a','data':1} | 400 | stream: there is no",
                "POST | /api/events | {'stream':'chat','key':'a b','type':'message','data':1} | 400 | key: makes no",
                "POST | /api/events | {'stream':'activity','key':'1','type':'activity-logged','data':1} | 403 | type: clients may not",
                "POST | /api/events | {'stream':'chat','key':'1','type':'live','data':1} | 400 | type: \"live\" belongs",
                "POST | /api/events | {'stream':'chat','key':'1','type':'message'} | 400 | data: missing",
                "POST | /api/events | [{'stream':'chat','key':'1','type':'message','data':1},{}] | 400 | events[1].stream:",
                "POST | /api/events | {'stream':'channels','key':'team-1','type':'activity-logged','data':1} | 403 | type: clients may not",
                "GET | /sse?channel=team-1&lastEventId=xx | | 400 | Last-Event-ID:",
                "GET | /sse?channel=team-1&channel=team-2&lastEventId=xx | | 400 | Last-Event-ID:",
                "POST | /api/events | nonsense | 400 | a JSON object",
                "POST | /api/events | [] | 400 | 1 to 100",
                "POST | /api/websocket/send | {'channel':'a b','event':'x','data':1} | 400 | channel:",
                "POST | /api/websocket/send | {'channel':'team-1','event':'error','data':1} | 400 | event: \"error\"",
                "POST | /api/websocket/send | {'channel':'team-1','event':'activity-logged','data':1} | 403 | event: clients may not",
                "POST | /api/websocket/send | {'channel':'private-x','event':'x','data':1} | 403 | channel: the token",
                "GET | /api/channels/private-x/events | | 403 | channel: the token",
                "GET | /api/channels/team-1/events?since=xx | | 400 | since:",
                "GET | /api/channels/team-1/events?before=xx | | 400 | before:",
                "GET | /api/channels/team-1/events?limit=many | | 400 | limit:",
                "GET | /sse | | 400 | channel: 1 to 10",
                "GET | /sse?channel=private-1 | | 403 | channel: the token",
            })
    void whatIsWrongIsSaid(String method, String path, String body, int status, String message) throws Exception {
        JsonNode answer = ask(method, path, body == null ? "" : body.replace('\'', '"'), status);
        assertThat(answer.path("error").path("message").asText()).startsWith(message);
        assertThat(answer.path("error").path("path").asText())
                .isEqualTo(URI.create(path).getPath());
    }

    /** It announces a body and sends none of it: who waited for that would never answer. */
    @ParameterizedTest
    @CsvSource({"/api/events", "/api/websocket/send"})
    void nothingIsReadFromWhoHasNoGoodToken(String path) throws Exception {
        URI address = URI.create(node.http());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(30_000);
            String request = "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer nonsense\r\n"
                    + "Content-Length: 1000000\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void channelsAndMembersAreNamed() throws Exception {
        try (TestClient one = node.connect("ada");
                TestClient other = node.connect("bob")) {
            one.send("{\"type\":\"subscribe\",\"channel\":\"many-1\"}");
            one.expect("subscribed");
            other.send("{\"type\":\"subscribe\",\"channel\":\"many-1\"}");
            other.expect("subscribed");
            assertThat(ask("GET", "/api/channels?prefix=many-", "", 200)
                            .path("channels")
                            .path("many-1")
                            .path("subscribers")
                            .asInt())
                    .isEqualTo(2);
            assertThat(ask("GET", "/api/channels/many-1/members", "", 200)
                            .path("members")
                            .findValuesAsText("id"))
                    .containsExactlyInAnyOrder("ada", "bob");
        }
        await().until(() -> ask("GET", "/api/channels?prefix=many-", "", 200)
                .path("channels")
                .isEmpty());
    }

    @Test
    void theConfigurationSaysWhereToConnect() throws Exception {
        JsonNode config = ask("GET", "/api/realtime/config", "", 200);
        assertThat(config.path("url").asText()).isEqualTo(node.ws());
    }
}
