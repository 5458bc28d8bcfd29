package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.json;
import static io.milepost.gateway.pusher.TestApps.CLOSED;
import static io.milepost.gateway.pusher.TestApps.LARGE;
import static io.milepost.gateway.pusher.TestApps.OWN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.TestNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The HTTP API of Pusher's servers, where their SDKs are too polite. */
class AppApiIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String EVENT = "{\"name\":\"told\",\"channel\":\"news\",\"data\":\"1\"}";

    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestApps.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** The address of a call that is signed well, but for what is said otherwise; an empty value is left out. */
    private static String address(
            App app, String method, String path, @Nullable String body, Map<String, String> other) {
        Map<String, String> said = new TreeMap<>(Map.of(
                "auth_key", app.key(),
                "auth_timestamp", String.valueOf(Instant.now().getEpochSecond()),
                "auth_version", "1.0"));
        if (body != null) {
            said.put("body_md5", md5(body));
        }
        said.putAll(other);
        said.values().removeIf(String::isEmpty);
        String query = said.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("&"));
        String full = "/apps/" + app.id() + path;
        return full + "?" + query + "&auth_signature="
                + Signature.of(app.secret(), method + "\n" + full + "\n" + query);
    }

    private static String md5(String body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> send(String method, String address, @Nullable String body)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(node.http() + address))
                        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(App app, String path, String body)
            throws IOException, InterruptedException {
        return send("POST", address(app, "POST", path, body, Map.of()), body);
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String why) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer.body()).at("/error/message").asText()).startsWith(why);
    }

    private static String event(int channels, int dataBytes) {
        String names =
                IntStream.range(0, channels).mapToObj(i -> "\"c-" + i + "\"").collect(Collectors.joining(","));
        return "{\"name\":\"told\",\"channels\":[" + names + "],\"data\":\"" + "x".repeat(dataBytes) + "\"}";
    }

    private static String batch(int events) {
        return "{\"batch\":[" + String.join(",", Collections.nCopies(events, EVENT)) + "]}";
    }

    @Test
    void aCallIsBelievedIfItIsSignedNowAndWhole() throws IOException, InterruptedException {
        assertThat(post(OWN, "/events", EVENT).statusCode()).isEqualTo(200);
        assertThat(post(OWN, "/events", EVENT).body()).isEqualTo("{}");
        long now = Instant.now().getEpochSecond();
        Map<String, String> shorty = Map.of("auth_timestamp", String.valueOf(now - 590));
        assertThat(send("POST", address(OWN, "POST", "/events", EVENT, shorty), EVENT)
                        .statusCode())
                .isEqualTo(200);
        for (long apart : List.of(-660L, 660L)) {
            Map<String, String> far = Map.of("auth_timestamp", String.valueOf(now + apart));
            assertRefused(send("POST", address(OWN, "POST", "/events", EVENT, far), EVENT), 401, "auth_timestamp");
        }
        Map<String, String> none = Map.of("body_md5", "");
        assertRefused(send("POST", address(OWN, "POST", "/events", EVENT, none), EVENT), 401, "body_md5: missing");
        Map<String, String> wrong = Map.of("body_md5", md5("other"));
        assertRefused(send("POST", address(OWN, "POST", "/events", EVENT, wrong), EVENT), 401, "body_md5: not");
        assertRefused(send("POST", "/apps/2/events", EVENT), 401, "auth_signature: missing");
        assertRefused(send("GET", "/apps/2/channels?auth_key=key-2", null), 401, "auth_signature: missing");
        String signed = address(OWN, "POST", "/events", EVENT, Map.of());
        assertRefused(send("POST", signed + "0", EVENT), 401, "auth_signature: not");
        assertRefused(send("POST", signed.replace("/events", "/batch_events"), EVENT), 401, "auth_signature: not");
        assertRefused(send("POST", signed + "&info=x", EVENT), 401, "auth_signature: not");
        assertRefused(send("POST", signed + "&auth_key=key-2", EVENT), 401, "the query says something twice");
        assertRefused(
                send("GET", address(OWN, "GET", "/channels", null, Map.of("auth_version", "2.0")), null),
                401,
                "auth_version");
        assertThat(send("GET", address(OWN, "GET", "/channels", null, Map.of()), null)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aDisabledAppAndNoAppAreToldApart() throws IOException, InterruptedException {
        assertRefused(post(CLOSED, "/events", EVENT), 403, "the app is disabled");
        assertRefused(send("POST", "/apps/nobody/events", EVENT), 404, "there is no app");
    }

    @Test
    void aCallHasNoMoreThanItMay() throws IOException, InterruptedException {
        assertThat(post(OWN, "/events", event(100, 10_240)).statusCode()).isEqualTo(200);
        assertRefused(post(OWN, "/events", event(101, 1)), 400, "channels: 1 to 100");
        assertRefused(post(OWN, "/events", event(0, 1)), 400, "channels: 1 to 100");
        assertRefused(post(OWN, "/events", event(1, 10_241)), 413, "data: more than 10240 bytes, the app's eventBytes");
        assertThat(post(OWN, "/batch_events", batch(10)).statusCode()).isEqualTo(200);
        assertRefused(post(OWN, "/batch_events", batch(11)), 400, "batch: 1 to 10");
        assertRefused(post(OWN, "/batch_events", batch(0)), 400, "batch: 1 to 10");
        String full = "{\"batch\":["
                + IntStream.range(0, 10)
                        .mapToObj(i ->
                                "{\"name\":\"told\",\"channel\":\"c\",\"data\":\"" + "\\u0001".repeat(10_240) + "\"}")
                        .collect(Collectors.joining(","))
                + "]}";
        assertThat(post(OWN, "/batch_events", full).statusCode()).isEqualTo(200);
        assertRefused(post(OWN, "/events", "x".repeat(1_000_000)), 413, "the body: more than");
        for (String encrypted : List.of("\"private-encrypted-a\",\"b\"", "\"a\",\"private-encrypted-cache-b\"")) {
            String body = "{\"name\":\"told\",\"data\":\"1\",\"channels\":[" + encrypted + "]}";
            assertRefused(post(OWN, "/events", body), 400, "channels: an encrypted one");
        }
        String body = "{\"name\":\"" + "n".repeat(201) + "\",\"data\":\"1\",\"channel\":\"a\"}";
        assertRefused(post(OWN, "/events", body), 400, "name: 1 to 200");
        String socket = EVENT.replace("}", ",\"socket_id\":\"x\"}");
        assertRefused(post(OWN, "/events", socket), 400, "socket_id");
    }

    @Test
    void anAppMaySayAsMuchAsTheLogTakes() throws IOException, InterruptedException {
        assertThat(post(LARGE, "/events", event(1, 999_900)).statusCode()).isEqualTo(200);
        assertRefused(post(LARGE, "/events", event(1, 1_000_001)), 413, "data: more than 1000000 bytes, the app's");
        String escaped = "{\"name\":\"told\",\"channel\":\"c\",\"data\":\"" + "\\u0001".repeat(200_000) + "\"}";
        assertRefused(post(LARGE, "/events", escaped), 413, "data: more than 1000000 bytes as JSON");
    }

    /** Who has signed nothing is answered before there is a body. */
    @Test
    void aStrangersBodyIsNotReadBeforeTheAnswer() throws IOException {
        try (Socket stranger =
                new Socket(InetAddress.getLoopbackAddress(), node.gateway().port())) {
            stranger.setSoTimeout(30_000);
            stranger.getOutputStream()
                    .write(("POST /apps/2/events?auth_key=key-2&auth_version=1.0&auth_timestamp="
                                    + Instant.now().getEpochSecond()
                                    + "&body_md5=x&auth_signature=y HTTP/1.1\r\nHost: x\r\nContent-Length: 600000\r\n\r\n{")
                            .getBytes(UTF_8));
            stranger.getOutputStream().flush();
            String first = new BufferedReader(new InputStreamReader(stranger.getInputStream(), UTF_8)).readLine();
            assertThat(first).contains(" 401 ");
        }
    }

    @Test
    void whatIsAskedForIsToldWithTheEvent() throws IOException, InterruptedException {
        try (PusherClient ada = PusherClient.connect(node, OWN);
                PusherClient bob = PusherClient.connect(node, OWN)) {
            ada.subscribe("presence-info", "{\"user_id\":\"ada\"}");
            bob.subscribe("presence-info", "{\"user_id\":\"bob\"}");
            JsonNode told = json(post(
                            OWN,
                            "/events",
                            "{\"name\":\"told\",\"data\":\"1\",\"channels\":[\"presence-info\",\"presence-none\"],"
                                    + "\"info\":\"user_count,subscription_count\"}")
                    .body());
            assertThat(told)
                    .isEqualTo(json("{\"channels\":{\"presence-info\":{\"user_count\":2,\"subscription_count\":2},"
                            + "\"presence-none\":{\"user_count\":0,\"subscription_count\":0}}}"));
            JsonNode batch = json(post(
                            OWN,
                            "/batch_events",
                            "{\"batch\":[{\"name\":\"told\",\"data\":\"1\",\"channel\":\"presence-info\",\"info\":\"user_count\"},"
                                    + EVENT + "]}")
                    .body());
            assertThat(batch).isEqualTo(json("{\"batch\":[{\"user_count\":2},{}]}"));
        }
        for (String info : List.of("user_count", "cache", "nonsense")) {
            String body = EVENT.replace("}", ",\"info\":\"" + info + "\"}");
            assertRefused(post(OWN, "/events", body), 400, "info: ");
        }
    }

    @Test
    void howManyFollowIsToldOfAppsThatCountThemAlone() throws IOException, InterruptedException {
        Map<String, String> info = Map.of("info", "subscription_count");
        String why = "info: subscription_count is not enabled for this app";
        for (String path : List.of("/channels", "/channels/news")) {
            assertThat(send("GET", address(OWN, "GET", path, null, info), null).statusCode())
                    .isEqualTo(200);
            assertRefused(send("GET", address(LARGE, "GET", path, null, info), null), 400, why);
        }
        assertRefused(post(LARGE, "/events", EVENT.replace("}", ",\"info\":\"subscription_count\"}")), 400, why);
    }
}
