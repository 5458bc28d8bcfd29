package io.milepost.launcher.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The page of page.html, at an origin of its own, and what it tells of what it hears. */
final class Page implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private Page(HttpServer server) {
        this.server = server;
        server.createContext("/", this::show);
        server.createContext("/report", this::hear);
        server.start();
    }

    private record Report(String query, JsonNode frame) {}

    /** Begins to serve it. */
    static Page serve() {
        try {
            return new Page(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address with these parameters. */
    String at(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining(
                        "&", "http://127.0.0.1:" + server.getAddress().getPort() + "/?", ""));
    }

    /** What one of its two clients has heard, {@code sse} or {@code ws}, in order. */
    List<JsonNode> heard(String by) {
        return reports.stream()
                .filter(report -> report.query().equals("by=" + by))
                .map(Report::frame)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void show(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream page = Page.class.getResourceAsStream("page.html")) {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            page.transferTo(exchange.getResponseBody());
        }
    }

    private void hear(HttpExchange exchange) throws IOException {
        try (exchange) {
            reports.add(new Report(exchange.getRequestURI().getQuery(), JSON.readTree(exchange.getRequestBody())));
            exchange.sendResponseHeaders(204, -1);
        }
    }
}
