package io.milepost.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.TestKeys;
import io.milepost.gateway.limit.NodeLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Clients that leave while their tokens are being checked: the place of each is free again. The node has one place, and the
 * issuer of keys takes its time to say whether it knows the token's key.
 */
class LeavingEarlyIT {
    private static final KeyPair KNOWN = TestKeys.rsa();
    private static final KeyPair LATE = TestKeys.rsa();

    private final AtomicInteger asked = new AtomicInteger();
    private final CompletableFuture<Void> answer = new CompletableFuture<>();
    private HttpServer issuer;
    private TestNode node;

    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", this::keys);
        issuer.start();
        String keys = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
        AuthConfig auth = AuthConfig.ofKeys(List.of(), List.of(), List.of(keys));
        // One event loop: what has come to it before is done before.
        node = TestNode.start(
                log -> log,
                config -> new GatewayConfig(
                        config.host(),
                        config.port(),
                        config.management(),
                        1,
                        auth,
                        config.sessions(),
                        config.sockets(),
                        new NodeLimits(1, 1, 0, 0, false, Set.of()),
                        false,
                        Set.of(),
                        config.drain(),
                        config.presence(),
                        config.pusher(),
                        config.apps(),
                        config.tls()));
        await().untilAsserted(() -> connects(KNOWN, "known"));
        await().until(() -> node.gateway().connections() == 0);
    }

    @AfterEach
    void stop() {
        answer.complete(null);
        node.close();
        issuer.stop(0);
    }

    /** The first time at once; then not before it is told to. */
    private void keys(HttpExchange exchange) throws IOException {
        String keys = TestKeys.jwk(KNOWN, "known");
        if (asked.incrementAndGet() > 1) {
            answer.join();
            keys += "," + TestKeys.jwk(LATE, "late");
        }
        byte[] body = ("{\"keys\":[" + keys + "]}").getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String token(KeyPair keys, String kid) {
        return TestKeys.signed(keys, kid, TestKeys.claims("ada", Map.of("channels", List.of("*"))));
    }

    @Test
    void aSocketWhoseAddressSaysWhoItIs() throws Exception {
        leave("GET /ws?token=" + token(LATE, "late") + " HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
    }

    @Test
    void aStream() throws Exception {
        leave("GET /sse?channel=team-1&token=" + token(LATE, "late") + " HTTP/1.1\r\n");
    }

    @Test
    void aSocketWhoseFirstFrameSaysWhoItIs() throws Exception {
        try (TestClient client = TestClient.connect(node.ws())) {
            client.send("{\"type\":\"auth\",\"token\":\"" + token(LATE, "late") + "\"}");
            await().until(() -> asked.get() == 2);
        }
        assertThatThereIsRoom();
    }

    private void leave(String head) throws Exception {
        URI address = URI.create(node.http());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream().write((head + "Host: test\r\n\r\n").getBytes(UTF_8));
            await().until(() -> asked.get() == 2);
        }
        assertThatThereIsRoom();
    }

    private void assertThatThereIsRoom() throws Exception {
        // When this is answered, the loop has seen who left.
        HttpRequest ready =
                HttpRequest.newBuilder(URI.create(node.http() + "/readyz")).build();
        HttpClient.newHttpClient().send(ready, HttpResponse.BodyHandlers.ofString());
        answer.complete(null);
        // What is known of the key by then was found out for who left.
        await().untilAsserted(() -> connects(LATE, "late"));
        await().until(() -> node.gateway().connections() == 0);
        await().untilAsserted(() -> connects(KNOWN, "known"));
    }

    private void connects(KeyPair keys, String kid) {
        try (TestClient client = TestClient.connect(node.ws() + "?token=" + token(keys, kid))) {
            assertThat(client.drain()).isEmpty();
        } catch (RuntimeException e) {
            throw new AssertionError("refused", e);
        }
    }
}
