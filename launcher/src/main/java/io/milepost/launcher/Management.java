package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Tells how a fan-out is doing, over HTTP on 127.0.0.1 alone. */
final class Management implements AutoCloseable {
    private final HttpServer server;

    private Management(HttpServer server) {
        this.server = server;
    }

    static Management start(int port, Fanout fanout, PrometheusMeterRegistry meters) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
            server.createContext("/healthz", exchange -> answer(exchange, 200, json(Health.up("alive"), "alive")));
            server.createContext("/readyz", exchange -> {
                Health health = fanout.health();
                answer(exchange, health.ok() ? 200 : 503, json(health, health.ok() ? "ready" : "not ready"));
            });
            server.createContext("/metrics", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                answer(exchange, 200, meters.scrape());
            });
            server.start();
            return new Management(server);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static String json(Health health, String status) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("status", status)
                .put("detail", health.detail())
                .toString();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
