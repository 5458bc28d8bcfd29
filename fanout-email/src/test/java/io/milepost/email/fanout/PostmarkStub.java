package io.milepost.email.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server that takes mail as Postmark does, and does to it what a test says. Any thread. */
final class PostmarkStub implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Mail> taken = new ArrayList<>();
    private final List<String> suppressed = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile Function<Mail, Answer> behaviour = mail -> Answer.TAKE;
    private volatile Duration thinking = Duration.ZERO;

    /** What becomes of a message. */
    enum Answer {
        /** It is taken. */
        TAKE,
        /** It is taken, and nothing is said. */
        TAKE_AND_HANG,
        /** It is not taken, and nothing is said. */
        HANG,
        /** Too many requests; it is not taken. */
        TOO_FAST,
        /** It does not work; it is not taken. */
        AWAY
    }

    /** A message. */
    record Mail(
            String to,
            String subject,
            String html,
            String text,
            Map<String, String> tags,
            Map<String, String> headers) {}

    PostmarkStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/email", this::take);
        server.createContext(
                "/message-streams/outbound/suppressions/dump",
                exchange -> answer(exchange, 200, "{\"Suppressions\":[" + String.join(",", suppressed) + "]}"));
        server.createContext("/server", exchange -> answer(exchange, 200, "{\"Name\":\"stub\"}"));
        server.setExecutor(threads);
        server.start();
    }

    Map<String, String> variables() {
        return Map.of(
                "EMAIL_PROVIDER", "postmark",
                "POSTMARK_SERVER_TOKEN", "a-token-of-the-stub",
                "POSTMARK_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
                "DEFAULT_FROM_EMAIL", "noreply@mile-quest.com");
    }

    /** From now on so. */
    void behave(Function<Mail, Answer> next) {
        behaviour = next;
    }

    /** From now on it takes its time for each message, and for several side by side. */
    void thinkFor(Duration time) {
        thinking = time;
    }

    /** It has this address on its own list. */
    void suppress(String address) {
        suppressed.add(JSON.createObjectNode()
                .put("EmailAddress", address)
                .put("SuppressionReason", "HardBounce")
                .put("Origin", "Recipient")
                .put("CreatedAt", "2026-01-01T00:00:00Z")
                .toString());
    }

    /** The messages it has taken. */
    List<Mail> taken() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }

    /** How many those are. */
    int count() {
        synchronized (taken) {
            return taken.size();
        }
    }

    private void take(Mail mail) {
        synchronized (taken) {
            taken.add(mail);
        }
    }

    /** How many each address has had. */
    Map<String, Integer> byAddress() {
        Map<String, Integer> counts = new HashMap<>();
        taken().forEach(mail -> counts.merge(mail.to(), 1, Integer::sum));
        return counts;
    }

    /** How often it was asked to take one. */
    int calls() {
        return calls.get();
    }

    private void take(HttpExchange exchange) throws IOException {
        calls.incrementAndGet();
        JsonNode json = JSON.readTree(exchange.getRequestBody());
        Map<String, String> tags = new HashMap<>();
        json.path("Metadata")
                .fields()
                .forEachRemaining(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        Map<String, String> headers = new HashMap<>();
        json.path("Headers")
                .forEach(header -> headers.put(
                        header.path("Name").asText(), header.path("Value").asText()));
        String to = json.path("To").asText();
        String address = to.contains("<") ? to.substring(to.indexOf('<') + 1, to.indexOf('>')) : to;
        Mail mail = new Mail(
                address,
                json.path("Subject").asText(),
                json.path("HtmlBody").asText(),
                json.path("TextBody").asText(),
                tags,
                headers);
        Duration time = thinking;
        if (time.isZero()) {
            judge(exchange, mail, to);
        } else {
            timer.schedule(
                    () -> threads.submit(() -> judge(exchange, mail, to)), time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private @Nullable Void judge(HttpExchange exchange, Mail mail, String to) throws IOException {
        switch (behaviour.apply(mail)) {
            case TAKE -> {
                take(mail);
                answer(
                        exchange,
                        200,
                        JSON.createObjectNode()
                                .put("To", to)
                                .put("SubmittedAt", "2026-01-01T00:00:00Z")
                                .put("MessageID", UUID.randomUUID().toString())
                                .put("ErrorCode", 0)
                                .put("Message", "OK")
                                .toString());
            }
            case TAKE_AND_HANG -> take(mail);
            case HANG -> {}
            case TOO_FAST -> answer(exchange, 429, "{\"ErrorCode\":429,\"Message\":\"too fast\"}");
            case AWAY -> answer(exchange, 503, "{\"ErrorCode\":100,\"Message\":\"maintenance\"}");
        }
        return null;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        timer.shutdownNow();
        threads.shutdownNow();
    }
}
