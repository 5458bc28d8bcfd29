package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Tells how a fan-out is doing, over HTTP. */
final class Management implements AutoCloseable {
    /** Who asks slowly keeps one of them, and not the others, from answering. */
    private static final int THREADS = 4;

    private static final String SLOWEST_SECONDS = "10";

    private final HttpServer server;
    private final ExecutorService threads;

    private Management(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 takes a free one
     * @throws CommandFailedException if it cannot
     */
    static Management start(String host, int port, Fanout fanout, PrometheusMeterRegistry meters) {
        // Read by the JDK once, when the first server is made: whoever takes longer to ask, or to be told, is cut off.
        System.setProperty("sun.net.httpserver.maxReqTime", SLOWEST_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", SLOWEST_SECONDS);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 16);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
                Thread thread = new Thread(task, "management");
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
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
            return new Management(server, threads);
        } catch (IOException e) {
            throw new CommandFailedException(
                    "cannot listen on " + host + ":" + port + " (--management-port): " + e.getMessage());
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
        threads.shutdownNow();
    }
}
