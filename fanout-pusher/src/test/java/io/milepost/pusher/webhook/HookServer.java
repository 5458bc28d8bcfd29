package io.milepost.pusher.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.pusher.rest.Pusher;
import com.pusher.rest.data.Validity;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.event.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** An application's server that is told by webhooks, and believes what Pusher's own library finds valid. */
final class HookServer implements AutoCloseable {
    static final String KEY = "hook-key";
    static final String SECRET = "hook-secret";

    private final Pusher library = new Pusher("1", KEY, SECRET);
    private final HttpServer server;
    private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private volatile int otherwise = 200;

    /**
     * Begins to listen.
     *
     * @param port 0 for a free one
     */
    HookServer(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/hooks", this::take);
        server.start();
    }

    String url() {
        return url(server.getAddress().getPort());
    }

    /** The address of one that listens at a port, or will. */
    static String url(int port) {
        return "http://127.0.0.1:" + port + "/hooks?from=pusher";
    }

    /** Answers so from now on, first with these, one after the other. */
    void answer(int then, Integer... first) {
        answers.addAll(List.of(first));
        otherwise = then;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String signature = exchange.getRequestHeaders().getFirst("X-Pusher-Signature");
            String key = exchange.getRequestHeaders().getFirst("X-Pusher-Key");
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            if (library.validateWebhookSignature(key, signature, body) != Validity.VALID
                    || !exchange.getRequestMethod().equals("POST")
                    || !"application/json".equals(type)) {
                faults.add(exchange.getRequestMethod() + " " + type + " " + key + " " + signature);
            }
            Integer first = answers.poll();
            int status = first == null ? otherwise : first;
            if (status < 300) {
                bodies.add(Json.of(body).tree());
            }
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        }
    }

    /** How many bodies were taken. */
    int calls() {
        assertThat(faults).isEmpty();
        return bodies.size();
    }

    /** All events that were taken, in order, by their channels. */
    List<String> channels() {
        List<String> channels = new ArrayList<>();
        bodies.forEach(body -> body.path("events")
                .forEach(event -> channels.add(event.path("channel").asText())));
        assertThat(faults).isEmpty();
        return channels;
    }

    JsonNode body(int number) {
        return bodies.get(number);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
