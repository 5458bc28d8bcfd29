package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.broker.TestKafka;
import io.milepost.fanout.Fanout;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.RouteContract.Answer;
import io.milepost.launcher.config.NodeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * The console of a node with two fan-outs to one far side that refuses what is called poison, and one of mail to an inbox, held
 * against its document.
 */
@TestMethodOrder(OrderAnnotation.class)
@Timeout(180)
class ConsoleIT {
    private static final RouteContract CONTRACT = RouteContract.ofConsole();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADA = ContractNode.token("ada");
    private static final Map<String, Fanout> FANOUTS = new HashMap<>();
    private static final String DEAD = TestKafka.uniqueTopic("dlq");
    private static HttpServer farSide;
    private static NodeUnderTest node;
    private static String operator;
    private static volatile boolean takesPoison;

    @BeforeAll
    static void start() throws IOException {
        farSide = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        farSide.createContext("/apps/", ConsoleIT::answer);
        farSide.start();
        Map<String, String> said = new HashMap<>();
        said.put("deadLetters.topic", DEAD);
        said.put("deadLetters.retryTopic", TestKafka.uniqueTopic("retry"));
        said.put("fanouts.email.inbox", "true");
        said.put("fanouts.email.topics", TestKafka.uniqueTopic("mail"));
        said.put("fanouts.email.group", TestKafka.uniqueTopic("group"));
        said.put("fanouts.email.partitions", "1");
        said.put("fanouts.email.rules.praise.stream", "activity");
        said.put("fanouts.email.rules.praise.type", "praised");
        said.put("fanouts.email.rules.praise.to", "data.to");
        said.put("fanouts.email.rules.praise.template", "milestone-reached");
        for (String name : List.of("picky", "easy")) {
            String fanout = "fanouts." + name + ".";
            said.put(fanout + "kind", "pusher");
            said.put(fanout + "group", TestKafka.uniqueTopic("group"));
            said.put(fanout + "streams", "activity,goal");
            said.put(fanout + "appId", name.equals("picky") ? "1001" : "1002");
            said.put(fanout + "key", "key");
            said.put(fanout + "secret", "secret");
            said.put(fanout + "scheme", "http");
            said.put(fanout + "host", "127.0.0.1");
            said.put(fanout + "port", Integer.toString(farSide.getAddress().getPort()));
        }
        said.put("routes.0.stream", "goal");
        said.put("routes.0.to", "native,picky");
        node = NodeUnderTest.start(said);
        Fanouts fanouts =
                new Fanouts(node.settings(), node.node().meters(), node.node().tracing(), true);
        FANOUTS.putAll(fanouts.open(Set.of("picky", "easy", "email")));
        node.settings().check();
        FANOUTS.forEach((name, fanout) -> {
            fanout.start();
            node.node().console().runs(NodeConfig.known(node.settings(), name), fanout);
        });
        ConsoleMail.of(node.settings()).ifPresent(node.node().console()::shows);
        FANOUTS.forEach((name, fanout) -> Fanouts.awaitReady(name, fanout, words -> {}));
        operator = get("operator", 200).path("token").asText();
    }

    @AfterAll
    static void stop() {
        FANOUTS.values().forEach(Fanout::close);
        node.close();
        farSide.stop(0);
    }

    /** As Pusher's API. The first app refuses what says poison. */
    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean picky = exchange.getRequestURI().getPath().startsWith("/apps/1001/");
            exchange.sendResponseHeaders(picky && !takesPoison && body.contains("poison") ? 413 : 200, 2);
            exchange.getResponseBody().write(new byte[] {'{', '}'});
        }
    }

    private static JsonNode get(String path, int status, String... headers) {
        return ask("GET", path, "", status, headers);
    }

    private static JsonNode change(String path, String body, int status) {
        return ask(
                "POST", path, body, status, "Authorization", "Bearer " + operator, "Content-Type", "application/json");
    }

    private static JsonNode ask(String method, String path, String body, int status, String... headers) {
        HttpResponse<String> response = node.request(method, "/console/api/" + path, body.replace('\'', '"'), headers);
        assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(status);
        try {
            JsonNode json = JSON.readTree(response.body());
            if (status != 403 && status != 415 && !path.startsWith("nothing")) {
                Map<String, String> said = new HashMap<>();
                response.headers()
                        .map()
                        .forEach((name, values) -> said.put(name.toLowerCase(Locale.ROOT), values.get(0)));
                CONTRACT.answered(route(method, path), new Answer(status, said, response.body()));
            }
            return json;
        } catch (IOException e) {
            throw new AssertionError(response.body(), e);
        }
    }

    private static String route(String method, String path) {
        String bare = path.split("\\?", 2)[0];
        String pattern = bare.replaceFirst("^channels/.+", "channels/{channel}")
                .replaceFirst("^events/.+", "events/{id}")
                .replaceFirst("^dead-letters/.+/.+/.+", "dead-letters/{topic}/{partition}/{offset}")
                .replaceFirst("^email/templates/.+", "email/templates/{name}");
        return method + " /console/api/" + pattern;
    }

    private static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** The only entry of a list whose field is this. */
    private static JsonNode of(JsonNode list, String field, String value) {
        return each(list)
                .filter(one -> one.path(field).asText().equals(value))
                .findFirst()
                .orElse(JSON.createObjectNode());
    }

    /** How many dead letters of a fan-out were not sent again, by the overview; -1 while that is not known. */
    private static long waiting(String fanout) {
        return of(get("overview", 200).path("fanouts"), "name", fanout)
                .path("deadLetters")
                .asLong(-1);
    }

    private static String newestId(String channel) {
        return get("channels/" + channel, 200).at("/events/0/id").asText();
    }

    @Test
    void theOverviewMoves() {
        JsonNode before = get("overview", 200);
        try (TestClient client = node.open("/ws?token=" + ADA)) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-c1\"}");
            client.expect("subscribed");
            node.service("activity", "c1", "activity-logged", NodeUnderTest.walk(1));
            client.expect("activity-logged");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                JsonNode now = get("overview", 200);
                assertThat(now.path("events").asLong())
                        .isGreaterThan(before.path("events").asLong());
                assertThat(now.path("deliveries").asLong())
                        .isGreaterThan(before.path("deliveries").asLong());
                assertThat(now.path("connections").asInt()).isPositive();
                assertThat(now.at("/subscriptions/live").asInt()).isPositive();
                assertThat(now.at("/latency/p99").isNumber()).isTrue();
                JsonNode easy = of(now.path("fanouts"), "name", "easy");
                assertThat(easy.path("ok").asBoolean()).isTrue();
                assertThat(easy.path("lag").isNumber()).isTrue();
                assertThat(easy.at("/outcomes/delivered").asLong()).isPositive();
                assertThat(of(now.path("streams"), "stream", "activity")
                                .path("partitions")
                                .asInt())
                        .isPositive();
            });
            JsonNode listed = of(get("channels?prefix=team-c", 200).path("channels"), "channel", "team-c1");
            assertThat(listed.path("subscribers").asInt()).isEqualTo(1);
            assertThat(listed.at("/lastEvent/type").asText()).isEqualTo("activity-logged");
        }
    }

    @Test
    void aChannelHasItsEventsFromTheLog() {
        node.service("activity", "c2", "activity-logged", NodeUnderTest.walk(1));
        node.service("activity", "c2", "activity-logged", NodeUnderTest.walk(2));
        JsonNode page = get("channels/team-c2?limit=1", 200);
        assertThat(page.at("/events/0/data/n").asInt()).isEqualTo(2);
        page = get("channels/team-c2?limit=5&before=" + page.path("cursor").asText(), 200);
        assertThat(page.path("events")).hasSize(1);
        assertThat(page.at("/events/0/data/n").asInt()).isEqualTo(1);
        get("channels?limit=501", 400);
        get("channels/a%20b", 400);
        assertThat(get("channels/team-c2?before=xx", 400).at("/error/code").asText())
                .isEqualTo("invalid_cursor");
    }

    @Test
    void anEventIsFollowedToItsDeadLetterAndBack() {
        try (TestClient client = node.open("/ws?token=" + ADA)) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-c3\"}");
            client.expect("subscribed");
            node.service("activity", "c3", "walked", "{\"what\":\"poison\"}");
            client.expect("walked");
        }
        String id = newestId("team-c3");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode story = get("events/" + id, 200);
            assertThat(story.at("/channels/0/sockets").asInt()).isEqualTo(1);
            JsonNode easy = of(story.path("fanouts"), "fanout", "easy").at("/steps/0");
            assertThat(easy.path("what").asText()).isEqualTo("delivered");
            assertThat(easy.path("detail").asText()).isEqualTo("200");
            JsonNode picky = of(story.path("fanouts"), "fanout", "picky").at("/steps/0");
            assertThat(picky.path("what").asText()).isEqualTo("dead-letter");
            assertThat(picky.path("detail").asText()).contains("http-413");
            assertThat(picky.at("/letter/offset").isNumber()).isTrue();
        });
        JsonNode letter =
                of(get("dead-letters?fanout=picky&channel=team-c3", 200).path("letters"), "fanout", "picky");
        assertThat(letter.at("/event/id").asText()).isEqualTo(id);
        String place = letter.path("topic").asText() + "/" + letter.path("partition") + "/" + letter.path("offset");
        JsonNode whole = get("dead-letters/" + place, 200);
        assertThat(whole.at("/data/what").asText()).isEqualTo("poison");
        assertThat(whole.path("complete").asBoolean()).isTrue();
        assertThat(whole.path("redriven").asBoolean()).isFalse();
        await().atMost(Duration.ofSeconds(60)).until(() -> waiting("picky") > 0);
        String wish = "{'letters':[{'topic':'" + letter.path("topic").asText() + "','partition':"
                + letter.path("partition") + ",'offset':" + letter.path("offset") + "}]}";
        ask("POST", "dead-letters/redrive", wish, 401, "Content-Type", "application/json");
        takesPoison = true;
        assertThat(change("dead-letters/redrive", wish, 200).path("sent").asInt())
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode steps = of(
                            get("events/" + id + "?channel=team-c3&source=/documents", 200)
                                    .path("fanouts"),
                            "fanout",
                            "picky")
                    .path("steps");
            assertThat(each(steps).map(step -> step.path("what").asText())).containsExactly("dead-letter", "delivered");
            assertThat(steps.at("/0/redriven").asBoolean()).isTrue();
        });
        assertThat(change("dead-letters/redrive", wish, 200).path("failed")).hasSize(1);
        await().atMost(Duration.ofSeconds(60)).until(() -> waiting("picky") == 0);
    }

    @Test
    void whatTheRoutesKeepFromAFanoutIsSaid() {
        node.service("goal", "c4", "goal-updated", "{\"teamId\":\"c4\",\"goalId\":\"g\"}");
        String id = newestId("team-c4");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode fanouts = get("events/" + id, 200).path("fanouts");
            assertThat(of(fanouts, "fanout", "easy").at("/steps/0/what").asText())
                    .isEqualTo("filtered");
            assertThat(of(fanouts, "fanout", "picky").at("/steps/0/what").asText())
                    .isEqualTo("delivered");
        });
    }

    @Test
    void whatIsNotThereOrMakesNoSense() {
        get("nothing", 404);
        get("events/none?channel=team-none", 404);
        get("events/none?channel=a%20b", 400);
        get("dead-letters?limit=0", 400);
        get("dead-letters/other-topic/0/0", 400);
        get("dead-letters/" + DEAD + "/0/999999", 404);
        change("dead-letters/redrive", "{'letters':[]}", 400);
        change("session", "{'user':''}", 400);
        get("email/templates/none", 404);
        get("email/suppressions?address=none", 400);
    }

    @Test
    void mail() {
        JsonNode mail = get("email", 200);
        assertThat(mail.path("inbox").asBoolean()).isTrue();
        String template = mail.at("/templates/0/name").asText();
        assertThat(get("email/templates/" + template, 200).path("html").asText())
                .contains("<html");
        assertThat(get("email/suppressions", 200).path("suppressions")).isEmpty();
    }

    @Test
    void anEventIsFollowedToItsMail() {
        node.service(
                "activity",
                "c6",
                "praised",
                "{'to':'ada@example.com','teamId':'c6','milestoneId':'m1','name':'Calais','route':'Via Francigena',"
                                .replace('\'', '"')
                        + "'reachedAt':'2026-01-06T17:05:00Z','location':{'lat':50.9,'lng':1.8}}".replace('\'', '"'));
        String id = newestId("team-c6");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode mail = get("events/" + id, 200).at("/mails/0");
            assertThat(mail.path("to").asText()).isEqualTo("a…@example.com");
            assertThat(mail.path("template").asText()).isEqualTo("milestone-reached");
            assertThat(each(mail.path("steps")).map(step -> step.path("what").asText()))
                    .contains("requested", "sent");
            JsonNode outcome = of(
                    get("email", 200).path("outcomes"),
                    "request",
                    mail.path("request").asText());
            assertThat(outcome.path("what").asText()).isEqualTo("sent");
            assertThat(outcome.path("to").asText()).isEqualTo("a…@example.com");
        });
    }

    @Test
    void whoComesThroughAProxyNeedsTheToken() {
        get("overview", 401, "X-Forwarded-For", "192.0.2.1");
        assertThat(get("operator", 200, "Via", "1.1 proxy").has("token")).isFalse();
    }

    @Test
    void aTokenForThePlayground() {
        ask("POST", "session", "{'user':'eve'}", 401, "Content-Type", "application/json");
        ask("POST", "session", "{'user':'eve'}", 415, "Authorization", "Bearer " + operator);
        JsonNode session = change("session", "{'user':'eve'}", 200);
        try (TestClient client = node.open(
                session.path("url").asText() + "?token=" + session.path("token").asText())) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"presence-c5\"}");
            client.expect("subscribed");
        }
    }

    @Test
    void strangersPagesAreTurnedAway() {
        get("overview", 403, "Origin", "https://example.com");
        get("overview", 403, "Sec-Fetch-Site", "cross-site");
        get("overview", 200, "Origin", node.at("http"), "Sec-Fetch-Site", "same-origin");
        assertThat(node.request("GET", "/console/api/overview", "").headers().firstValue("access-control-allow-origin"))
                .isEmpty();
        assertThat(node.request("GET", "/console", "").headers().firstValue("location"))
                .hasValue("/console/");
        assertThat(node.request("GET", "/console/", "").body()).startsWithIgnoringCase("<!doctype html>");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void noAnswerOfTheDocumentIsMissing() {
        // Every other node of these tests' has a fan-out of mail.
        assertThat(CONTRACT.unseen()).isEqualTo(new TreeSet<>(Set.of("GET /console/api/email 404")));
    }
}
