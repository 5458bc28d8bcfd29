package io.milepost.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.auth.TokenMint;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client does wrong over a socket, or before it has one, and what it is told. */
class SocketErrorsIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | invalid_message | the frame is not one JSON object",
                "[] | invalid_message | the frame is not one JSON object",
                "{}{} | invalid_message | the frame is not one JSON object",
                "{} | invalid_message | type: missing",
                "{\"type\":7} | invalid_message | type: a string is expected",
                "{\"type\":\"dance\"} | unknown_type | type: \"dance\" is not known",
                "{\"type\":\"subscribe\"} | invalid_message | channel: missing",
                "{\"type\":\"subscribe\",\"channel\":7} | invalid_message | channel: a string is expected",
                "{\"type\":\"subscribe\",\"channels\":[7]} | invalid_message | channels: a list of names is expected",
                "{\"type\":\"subscribe\",\"channel\":\"team-1\",\"since\":7} | invalid_message | since: a string is expected",
                "{\"type\":\"subscribe\",\"channel\":\"team-1\",\"since\":\"x\"} | invalid_cursor | since: cursor: malformed",
                "{\"type\":\"subscribe\",\"channel\":\"\"} | invalid_channel | channel: a name has",
                "{\"type\":\"ping\",\"id\":{}} | invalid_message | id: a string or number",
                "{\"type\":\"auth\"} | invalid_message | token: missing",
                "{\"type\":\"ping\",\"id\":true} | invalid_message | id: a string or number",
                "{\"type\":\"\\ud83d\"} | unknown_type | type: \"?\" is not known",
                "{\"type\":\"subscribe\",\"channel\":\"\\ud83d\"} | invalid_channel | channel: a name has",
            })
    void aFrameThatMakesNoSenseIsAnsweredAndHarmsNothing(String frame, String code, String message) {
        try (TestClient client = node.connect("ada")) {
            client.send(frame);
            JsonNode error = client.expect("error");
            assertThat(error.get("code").asText()).isEqualTo(code);
            assertThat(error.get("message").asText()).startsWith(message);
            assertThat(client.drain()).isEmpty();
        }
    }

    @Test
    void anotherChannelsCursorIsRefused() {
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-13\"}");
            String cursor = client.expect("subscribed").get("cursor").asText();
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-14\",\"since\":\"" + cursor + "\"}");
            assertThat(client.expect("error").get("code").asText()).isEqualTo("invalid_cursor");
        }
    }

    @Test
    void aConnectionHasABoundedNumberOfSubscriptions() {
        try (TestClient client = node.connect("ada")) {
            List<String> names =
                    IntStream.range(0, 201).mapToObj(i -> "\"many-" + i + "\"").toList();
            client.send("{\"type\":\"subscribe\",\"channels\":" + names + "}");
            client.expect("subscribed", 200);
            assertThat(client.expect("error").get("code").asText()).isEqualTo("too_many_channels");
        }
    }

    @Test
    void aFrameNamesABoundedNumberOfChannels() {
        try (TestClient client = node.connect("ada")) {
            List<String> names =
                    IntStream.range(0, 1_001).mapToObj(i -> "\"x\"").toList();
            client.send("{\"type\":\"unsubscribe\",\"channels\":" + names + "}");
            assertThat(client.expect("error").get("message").asText()).startsWith("channels: at most 1000");
            assertThat(client.drain()).isEmpty();
        }
    }

    @Test
    void whoSaysNothingIsSentAway() {
        try (TestClient client = TestClient.connect(node.ws())) {
            assertThat(client.expect("error").get("code").asText()).isEqualTo("auth_timeout");
            assertThat(client.closeCode()).isEqualTo(4408);
        }
    }

    @Test
    void whoSaysSomethingElseFirstIsSentAway() {
        try (TestClient client = TestClient.connect(node.ws())) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-1\"}");
            assertThat(client.expect("error").get("code").asText()).isEqualTo("unauthenticated");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aBadTokenInAFrameIsRefused() {
        try (TestClient client = TestClient.connect(node.ws())) {
            client.send("{\"type\":\"auth\",\"token\":\"a.b.c\"}");
            assertThat(client.expect("error").get("code").asText()).isEqualTo("unauthenticated");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aTokenThatEndsEndsTheConnection() {
        String brief = new TokenMint(TestNode.SECRET)
                .mint(Map.of("sub", "ada", "channels", List.of("*")), Duration.ofSeconds(2));
        try (TestClient client = TestClient.connect(node.ws() + "?token=" + brief)) {
            assertThat(client.expect("error").get("code").asText()).isEqualTo("token_expired");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void binaryTooLongAndInvalidTextCloseWithTheirCodes() {
        try (TestClient client = node.connect("ada")) {
            client.socket().sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();
            client.expect("error");
            assertThat(client.closeCode()).isEqualTo(1003);
        }
        try (TestClient client = node.connect("ada")) {
            client.overdo("x".repeat(70_000), 1);
            assertThat(client.expect("error").get("code").asText()).isEqualTo("too_large");
            assertThat(client.closeCode()).isEqualTo(1009);
        }
        try (TestClient client = node.connect("ada")) {
            client.overdo("x".repeat(10_000), 10);
            assertThat(client.expect("error").get("code").asText()).isEqualTo("too_large");
            assertThat(client.closeCode()).isEqualTo(1009);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no.such.token", "x"})
    void aBadTokenInTheAddressIsRefusedAtTheUpgrade(String token) {
        assertThatThrownBy(() -> TestClient.connect(node.ws() + "?token=" + token))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
    }

    @ParameterizedTest
    @CsvSource({
        "/ws, 426, upgrade_required",
        "/nowhere, 404, not_found",
        "/healthz, 200, alive",
        "/readyz, 200, ready",
    })
    void plainRequestsAreAnsweredInJson(String path, int status, String word) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(node.http() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).contains("\"" + word + "\"");
    }

    /** The library that decodes it repeats the whole address in its exception, and with it the token. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /ws?token=x.y.z&a=% HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade",
                "GET /readyz?% HTTP/1.1"
            })
    void aMalformedQueryIsTheClientsFault(String head) throws Exception {
        URI address = URI.create(node.http());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write((head
                                    + "\r\nHost: x\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                            .getBytes(UTF_8));
            String status = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
            assertThat(status).startsWith("HTTP/1.1 400 ");
        }
    }
}
