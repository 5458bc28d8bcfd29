package io.milepost.email.provider.ses;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.broker.FreePort;
import io.milepost.email.MailPeer;
import io.milepost.email.ReceivedMail;
import io.milepost.email.ReceivedMime;
import io.milepost.email.provider.Patience;
import io.milepost.service.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on a real socket that speaks the part of SES's API that is used, or fails as a test wants it to. */
final class FakeSes implements MailPeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SEND = "POST /v2/email/outbound-emails";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<JsonNode> sent = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private volatile Mode mode = Mode.ACCEPT;

    /** An answer to a request. */
    record Answer(int status, String error, String body) {}

    FakeSes() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    static SesEmailService open(FakeSes ses, Patience patience, String... more) {
        return open(ses.port(), patience, more);
    }

    static SesEmailService open(int port, Patience patience, String... more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "AWS_SES_REGION", "eu-west-1",
                "AWS_SES_ENDPOINT", "http://127.0.0.1:" + port,
                "AWS_ACCESS_KEY_ID", "an-id-of-the-test",
                "AWS_SECRET_ACCESS_KEY", "a-secret-that-nobody-may-see",
                "DEFAULT_FROM_EMAIL", "noreply@example.com"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return (SesEmailService) new SesEmailProvider(patience).open(new Environment(variables));
    }

    /** Long enough for a slow machine to answer, and no longer than a test waits. */
    static Patience patience() {
        return new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(10));
    }

    /** From now on, this is answered; a request is method and path, and a query without the page's size. */
    void answer(String request, int status, String error, String body) {
        synchronized (answers) {
            answers.put(request, new Answer(status, error, body));
        }
    }

    /** Messages are answered so. */
    void answerSending(int status, String error, String words) {
        answer(SEND, status, error, "{\"message\":\"" + words + "\"}");
    }

    /** What was asked beside messages, in order. */
    List<String> asked() {
        return asked;
    }

    /** The bodies of the requests to send. */
    List<JsonNode> sent() {
        return sent;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String query = exchange.getRequestURI().getRawQuery();
        String request =
                exchange.getRequestMethod() + ' ' + exchange.getRequestURI().getRawPath();
        if (!request.equals(SEND)) {
            String page = query == null ? "" : query.replaceAll("&?PageSize=\\d+", "");
            request += page.isEmpty() ? "" : "?" + page;
            asked.add(request);
        } else {
            sent.add(JSON.readTree(body));
            if (mode == Mode.HANG_AFTER_ACCEPTING) {
                await();
            }
            if (mode != Mode.ACCEPT) {
                exchange.close();
                return;
            }
        }
        respond(exchange, answerTo(request));
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answerTo(String request) {
        synchronized (answers) {
            Answer said = answers.get(request);
            if (said != null) {
                return said;
            }
        }
        return request.equals(SEND)
                ? new Answer(200, "", "{\"MessageId\":\"m-" + sent.size() + "\"}")
                : new Answer(404, "NotFoundException", "{\"message\":\"there is none\"}");
    }

    private static void respond(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(UTF_8);
        if (!answer.error().isEmpty()) {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", answer.error());
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public Set<Mode> modes() {
        return EnumSet.allOf(Mode.class);
    }

    @Override
    public void mode(Mode mode) {
        this.mode = mode;
        if (mode == Mode.GONE) {
            server.stop(0);
        }
    }

    @Override
    public List<ReceivedMail> received() {
        return sent.stream().map(FakeSes::mail).toList();
    }

    private static ReceivedMail mail(JsonNode body) {
        byte[] raw = Base64.getDecoder()
                .decode(body.path("Content").path("Raw").path("Data").asText());
        List<String> envelope = new ArrayList<>();
        body.path("Destination").forEach(list -> list.forEach(address -> envelope.add(address.asText())));
        return ReceivedMime.read(raw, envelope);
    }

    @Override
    public int requests() {
        return sent.size();
    }

    @Override
    public void close() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
