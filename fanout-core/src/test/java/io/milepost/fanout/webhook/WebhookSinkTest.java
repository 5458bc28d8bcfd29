package io.milepost.fanout.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.milepost.broker.FreePort;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Position;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the webhook sink says to a receiver, and makes of its answers. */
class WebhookSinkTest {
    private static final byte[] SECRET = "a-secret-that-nobody-will-ever-find-in-a-log".getBytes(UTF_8);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "200, Delivered",
        "204, Delivered",
        "301, Halted",
        "400, Rejected",
        "401, Halted",
        "403, Halted",
        "404, Halted",
        "408, RetryAfter",
        "410, Halted",
        "413, Rejected",
        "422, Rejected",
        "425, RetryAfter",
        "429, RetryAfter",
        "500, RetryAfter",
        "503, RetryAfter"
    })
    void eachAnswerMeansSomething(int status, String outcome) throws Exception {
        WebhookSink sink = sink(exchange -> exchange.sendResponseHeaders(status, -1));
        assertThat(one(sink).getClass().getSimpleName()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "0, 0", "soon, 0", "99999999999, 0"})
    void theReceiverMayAskToBeLeftAlone(String said, int seconds) throws Exception {
        WebhookSink sink = sink(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", said);
            exchange.sendResponseHeaders(429, -1);
        });
        assertThat(one(sink))
                .isEqualTo(new Outcome.RetryAfter(
                        Duration.ofSeconds(seconds), Failure.of("http-429", "the receiver answered 429")));
    }

    @Test
    void whoDoesNotAnswerInTimeIsAskedAgainLater() throws Exception {
        assertThat(code(one(sink(exchange -> {}, Duration.ofMillis(300))))).isEqualTo("timeout");
        server.stop(0);
        assertThat(code(one(sink(
                        exchange -> {
                            exchange.sendResponseHeaders(200, 1_000);
                            exchange.getResponseBody().write(1);
                            exchange.getResponseBody().flush();
                        },
                        Duration.ofMillis(300)))))
                .isEqualTo("timeout");
        URI gone = address();
        server.stop(0);
        assertThat(code(one(new WebhookSink(new WebhookConfig(gone, SECRET, Duration.ofSeconds(5))))))
                .isEqualTo("connect");
    }

    @Test
    void theReceiverCanTellWhoSaysWhat() throws Exception {
        BlockingQueue<Map<String, String>> headers = new LinkedBlockingQueue<>();
        BlockingQueue<JsonNode> bodies = new LinkedBlockingQueue<>();
        WebhookSink sink = sink(exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> said = new ConcurrentHashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> said.put(name, values.get(0)));
            long sent = Long.parseLong(said.get("Webhook-timestamp"));
            said.put("genuine", "" + Signature.fits(said.get("Webhook-signature"), SECRET, sent, body));
            said.put("later", "" + Signature.fits(said.get("Webhook-signature"), SECRET, sent + 1, body));
            headers.add(said);
            bodies.add(Json.of(new String(body, UTF_8)).tree());
            exchange.sendResponseHeaders(202, -1);
        });
        one(sink);
        assertThat(headers.poll(30, TimeUnit.SECONDS))
                .containsEntry("genuine", "true")
                .containsEntry("later", "false")
                .containsEntry("Content-type", "application/cloudevents+json")
                .containsEntry("Webhook-id", "activity-0@7")
                .containsEntry("Webhook-type", "activity-logged")
                .containsEntry("Webhook-time", "2026-07-01T08:00:00Z");
        assertThat(bodies.poll(30, TimeUnit.SECONDS))
                .isEqualTo(Json.of(
                                "{\"specversion\":\"1.0\",\"id\":\"e7\",\"source\":\"/walks\",\"type\":\"activity-logged\","
                                        + "\"time\":\"2026-07-01T08:00:00Z\",\"stream\":\"activity\",\"channel\":\"team-a\",\"key\":\"a\","
                                        + "\"subject\":\"walk-1\",\"data\":{\"km\":12}}")
                        .tree());
    }

    @Test
    void whatStandsBehindARefusalInItsLaneIsNotSent() throws Exception {
        List<String> refused = List.of("e1", "e5");
        WebhookSink sink = sink(exchange -> {
            JsonNode event = Json.of(new String(exchange.getRequestBody().readAllBytes(), UTF_8))
                    .tree();
            exchange.sendResponseHeaders(refused.contains(event.path("id").asText()) ? 422 : 200, -1);
        });
        List<Outcome> outcomes = sink.deliver(List.of(
                        delivery("a", 1), delivery("b", 2), delivery("a", 3), delivery("b", 4), delivery("b", 5)))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        assertThat(outcomes)
                .extracting(outcome -> outcome.getClass().getSimpleName())
                .containsExactly("Rejected", "Delivered", "Untried", "Delivered", "Rejected");
        assertThat(outcomes.toString())
                .doesNotContain(new String(SECRET, UTF_8))
                .doesNotContain("km");
    }

    private WebhookSink sink(HttpHandler receiver) throws IOException {
        return sink(receiver, Duration.ofSeconds(30));
    }

    private WebhookSink sink(HttpHandler receiver, Duration timeout) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()), 10);
        server.setExecutor(threads);
        server.createContext("/", (HttpExchange exchange) -> receiver.handle(exchange));
        server.start();
        return new WebhookSink(new WebhookConfig(address(), SECRET, timeout));
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private static Outcome one(WebhookSink sink) throws Exception {
        return sink.deliver(List.of(delivery("a", 7)))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .get(0);
    }

    private static String code(Outcome outcome) {
        return ((Outcome.RetryAfter) outcome).failure().code();
    }

    private static Delivery delivery(String key, int number) {
        Event event = new Event(
                "e" + number, "/walks", "activity-logged", "2026-07-01T08:00:00Z", "walk-1", Json.of("{\"km\":12}"));
        Position position = new Position("activity", 0, number);
        return new Delivery("activity", "team-" + key, key, event, position, Instant.EPOCH, 1, false);
    }
}
