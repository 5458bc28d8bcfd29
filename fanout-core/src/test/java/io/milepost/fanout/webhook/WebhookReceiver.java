package io.milepost.fanout.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.event.Json;
import io.milepost.fanout.contract.Arrival;
import io.milepost.fanout.contract.FarSide;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A receiver of webhooks: an HTTP server that believes nothing it finds no right signature on. */
final class WebhookReceiver implements FarSide {
    private static final String SECRET = "a-secret-that-both-sides-of-the-test-know";
    private static final Duration OLDEST = Duration.ofMinutes(5);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private final Map<String, Duration> slow = new ConcurrentHashMap<>();
    private volatile boolean isDown;

    WebhookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/events", this::receive);
        server.start();
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("url", "http://127.0.0.1:" + server.getAddress().getPort() + "/events", "secret", SECRET);
    }

    @Override
    public List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    @Override
    public void down(boolean down) {
        isDown = down;
    }

    @Override
    public void slow(String key, Duration each) {
        slow.put(key, each);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!isGenuine(exchange, body)) {
            answer(exchange, 401);
            return;
        }
        JsonNode event = Json.of(ByteBuffer.wrap(body)).tree();
        Arrival arrival =
                new Arrival(event.path("key").asText(), event.path("id").asText());
        Duration wait = slow.getOrDefault(arrival.key(), Duration.ZERO);
        Executor when = wait.isZero()
                ? Runnable::run
                : CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, threads);
        when.execute(() -> answer(exchange, take(arrival)));
    }

    private boolean isGenuine(HttpExchange exchange, byte[] body) {
        String timestamp = exchange.getRequestHeaders().getFirst("Webhook-Timestamp");
        String signature = exchange.getRequestHeaders().getFirst("Webhook-Signature");
        if (timestamp == null || signature == null || !timestamp.matches("\\d{1,12}")) {
            return false;
        }
        long sent = Long.parseLong(timestamp);
        long age = Instant.now().getEpochSecond() - sent;
        return Math.abs(age) <= OLDEST.toSeconds() && Signature.fits(signature, SECRET.getBytes(UTF_8), sent, body);
    }

    private int take(Arrival arrival) {
        if (isDown) {
            return 503;
        }
        if (arrival.id().startsWith("poison")) {
            return 422;
        }
        arrivals.add(arrival);
        return 204;
    }

    private static void answer(HttpExchange exchange, int status) {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException e) {
            // Who asked is gone.
        }
    }
}
