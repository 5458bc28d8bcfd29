package io.milepost.email.rule;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.event.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application that is asked for recipients over HTTP, however it answers. */
class HttpLookupTest {
    private static final String SECRET = "a-secret-that-both-sides-of-the-test-know";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicReference<JsonNode> asked = new AtomicReference<>();
    private final AtomicReference<String> signature = new AtomicReference<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile int status = 200;
    private volatile byte[] answer = new byte[0];
    private volatile boolean drips;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setExecutor(threads);
        server.createContext("/recipients", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            calls.incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.set(Json.of(ByteBuffer.wrap(body)).tree());
            String time = exchange.getRequestHeaders().getFirst("Webhook-Timestamp");
            signature.set(exchange.getRequestHeaders().getFirst("Webhook-Signature"));
            if (time != null) {
                assertThat(signature.get()).isEqualTo(expected(time, body));
            }
            if (status == 302) {
                exchange.getResponseHeaders().set("Location", "/recipients");
            }
            exchange.sendResponseHeaders(status, status == 204 ? -1 : 0);
            exchange.getResponseBody().write(answer);
            exchange.getResponseBody().flush();
            while (drips) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException | GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String expected(String time, byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        mac.update((time + ".").getBytes(US_ASCII));
        return "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    }

    private HttpLookup lookup(Duration timeout, int most) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/recipients");
        return new HttpLookup(new LookupConfig(url, SECRET.getBytes(UTF_8), timeout, most));
    }

    private List<Recipient> ask() {
        return lookup(Duration.ofSeconds(30), 10_000)
                .find("activity", "otters", RulesTest.event("member-joined", "{\"a\":1}"))
                .join();
    }

    @Test
    void itIsAskedWithASignedEvent() {
        answer = "{\"recipients\":[\"a@example.com\",{\"email\":\"b@example.com\",\"locale\":\"de\"}]}".getBytes(UTF_8);
        assertThat(ask()).extracting(Recipient::address).containsExactly("a@example.com", "b@example.com");
        assertThat(asked.get())
                .isEqualTo(Json.of(
                                "{\"id\":\"e-1\",\"type\":\"member-joined\",\"source\":\"/test\",\"time\":\"2026-01-05T08:30:00Z\",\"stream\":\"activity\",\"key\":\"otters\",\"subject\":\"subject-1\",\"data\":{\"a\":1},\"specversion\":\"1.0\"}")
                        .tree());
        assertThat(signature.get()).startsWith("v1=");
    }

    @Test
    void rulesAskItByName() {
        answer = "{\"recipients\":[\"a@example.com\"]}".getBytes(UTF_8);
        Map<String, String> said = RulesTest.rule(
                "rules.walk.lookup",
                "app",
                "lookups.app.url",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/recipients");
        said.remove("rules.walk.to");
        try (Rules rules = RulesTest.read(said)) {
            assertThat(rules.recipients(rules.named("walk"), "activity", "k", RulesTest.event("activity-logged", "{}"))
                            .toCompletableFuture()
                            .join())
                    .hasSize(1);
        }
        assertThat(signature.get()).isNull();
    }

    @Test
    void nobodyIsAnAnswerToo() {
        status = 204;
        assertThat(ask()).isEmpty();
        status = 200;
        answer = "{\"recipients\":[]}".getBytes(UTF_8);
        assertThat(ask()).isEmpty();
    }

    @Test
    void onlyA422IsForEver() {
        status = 422;
        assertThatThrownBy(this::ask).hasCauseInstanceOf(UnfitEventException.class);
        for (int other : new int[] {302, 400, 401, 404, 429, 500, 503}) {
            status = other;
            int before = calls.get();
            assertThatThrownBy(this::ask)
                    .hasCauseInstanceOf(HttpLookup.NoAnswerException.class)
                    .hasMessageContaining(String.valueOf(other));
            assertThat(calls.get()).isEqualTo(before + 1);
        }
    }

    @Test
    void nonsenseIsNoAnswer() {
        for (String nonsense : List.of("", "secret{", "[]", "{\"recipients\":\"secret\"}")) {
            answer = nonsense.getBytes(UTF_8);
            assertThatThrownBy(this::ask)
                    .hasCauseInstanceOf(HttpLookup.NoAnswerException.class)
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void whoHasNoAddressIsPassedOverAndNobodyAtAllIsAnAnswerToo() {
        answer = "{\"recipients\":[{\"name\":\"secret\"},\"ada@example.com\"]}".getBytes(UTF_8);
        assertThat(ask()).extracting(Recipient::address).containsExactly("ada@example.com");
        answer = "{\"recipients\":[{\"name\":\"secret\"}]}".getBytes(UTF_8);
        assertThatThrownBy(this::ask)
                .hasCauseInstanceOf(UnfitEventException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aLongAnswerIsCutOffAndASlowOneGivenUp() {
        answer = ("{\"recipients\":[]" + " ".repeat(20_000) + "}").getBytes(UTF_8);
        assertThatThrownBy(this::ask).hasMessageContaining("longer than 10000 bytes");
        drips = true;
        answer = new byte[0];
        assertThatThrownBy(() -> lookup(Duration.ofMillis(300), 1_000_000)
                        .find("activity", "otters", RulesTest.event("x", "{}"))
                        .join())
                // The one if the headers are late already.
                .cause()
                .isInstanceOfAny(HttpTimeoutException.class, TimeoutException.class);
        drips = false;
    }
}
