package io.milepost.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.TestNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plain HTTP over HTTP/2: every route, and clients that ask for more than one connection can have. */
class Http2IT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int REFUSED_STREAM = 7;

    private static TestCertificate certificate;
    private static HttpClient http;

    private static TestNode node;

    @BeforeAll
    static void start() {
        certificate = TestCertificate.of("one");
        http = HttpClient.newBuilder()
                .sslContext(certificate.trusting())
                .version(HttpClient.Version.HTTP_2)
                .build();
        node = TestNode.start(log -> log, gateway -> gateway.withTls(certificate.config()));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static URI at(String path) {
        return at(node, path);
    }

    private static URI at(TestNode of, String path) {
        return URI.create("https://127.0.0.1:" + of.gateway().port() + path);
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(at(path))
                .header("Authorization", "Bearer " + TestNode.token("ada", List.of("*")));
    }

    private static <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        HttpResponse<T> answer = http.send(request.build(), body);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        return answer;
    }

    private static H2Connection connect(int window) throws IOException {
        return connect(node, window);
    }

    private static H2Connection connect(TestNode to, int window) throws IOException {
        H2Connection connection = new H2Connection(at(to, "/"), certificate.trusting());
        assertThat(connection.protocol()).isEqualTo("h2");
        connection.begin(window);
        return connection;
    }

    @Test
    void everyWayOfReadingAndPublishing() throws Exception {
        await().until(() -> node.gateway().connections() == 0);
        HttpResponse<InputStream> stream = send(to("/sse?channel=team-1"), BodyHandlers.ofInputStream());
        CompletableFuture<HttpResponse<String>> waiting =
                http.sendAsync(to("/api/channels/team-1/events?wait=30").build(), BodyHandlers.ofString());
        await().until(() -> node.gateway().connections() == 1);
        String event = "{\"stream\":\"activity\",\"key\":\"1\",\"type\":\"activity-logged\",\"data\":{\"n\":7}}";
        node.publish("activity", "1", "activity-logged", 7).get();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (!line.startsWith("data: ") || !line.contains("\"n\":7")) {
                line = lines.readLine();
            }
        }
        // Who hangs up is no longer there.
        await().until(() -> node.gateway().connections() == 0);
        assertThat(waiting.join().statusCode()).isEqualTo(200);
        JsonNode page = JSON.readTree(send(to("/api/channels/team-1/events?limit=5"), BodyHandlers.ofString())
                .body());
        assertThat(page.at("/events/0/data/n").asInt()).isEqualTo(7);
        HttpResponse<String> published =
                send(to("/api/events").POST(BodyPublishers.ofString(event)), BodyHandlers.ofString());
        assertThat(published.statusCode()).as(published.body()).isEqualTo(403); // clients may not publish that
    }

    @Test
    void socketsStayWithTheFirstVersion() throws Exception {
        HttpResponse<String> answer = send(to("/ws"), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(426);
        assertThat(answer.headers().firstValue("upgrade")).isEmpty();
        assertThat(answer.body()).contains("HTTP/1.1");
    }

    @Test
    void aStreamThatIsNotReadKeepsLittle() throws Exception {
        await().until(() -> node.gateway().stats().live() == 0);
        long before = node.gateway().stats().bytes();
        try (H2Connection connection = connect(1_000)) {
            connection.get("/sse?channel=team-slow&token=" + TestNode.token("ada", List.of("*")));
            await().until(() -> node.gateway().stats().live() == 1);
            for (int n = 0; n < 2_000; n++) {
                node.publish("activity", "slow", event(n));
            }
            node.settle();
            await().until(() -> node.gateway().stats().live() == 0);
            long given = node.gateway().stats().bytes() - before;
            assertThat(given).as("bytes handed to the stream").isLessThan(2L << 20);
        }
    }

    private static Event event(int n) {
        Json data = Json.of("{\"n\":" + n + ",\"x\":\"" + "x".repeat(4_000) + "\"}");
        return new Event("e" + n, "/test", "activity-logged", Rfc3339.now(), null, data);
    }

    @Test
    void whoTakesBackWhatItAsksForAgainAndAgainIsSentAway() throws Exception {
        try (H2Connection connection = connect(65_535)) {
            for (int i = 0; i < 300; i++) {
                int stream = connection.get("/nowhere");
                connection.frame(H2Connection.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
            }
            H2Connection.Came gone = connection.await(frame -> frame.type() == H2Connection.GOAWAY);
            assertThat(gone.code()).isEqualTo(ENHANCE_YOUR_CALM);
        } catch (IOException e) {
            // It may be gone before it has read all that was sent; then the rest of what it said is lost.
            assertThat(e).hasMessageMatching("(?s).*(reset|closed|abort|Broken pipe).*");
        }
    }

    @Test
    void whoAsksForTooMuchAtOnceIsRefusedThat() throws Exception {
        String waiting =
                "/api/channels/team-1/events?wait=30&since=latest&token=" + TestNode.token("ada", List.of("*"));
        try (H2Connection connection = connect(65_535)) {
            connection.await(frame -> frame.type() == H2Connection.SETTINGS && frame.flags() == 0);
            connection.frame(H2Connection.SETTINGS, 1, 0, new byte[0]);
            int last = 0;
            for (int i = 0; i < 101; i++) {
                last = connection.get(waiting);
            }
            int refused = last;
            H2Connection.Came came =
                    connection.await(frame -> frame.type() == H2Connection.RST_STREAM && frame.stream() == refused);
            assertThat(came.payload()[3]).isEqualTo((byte) REFUSED_STREAM);
        }
    }

    @Test
    void aHeadThatIsTooLongIsNotTaken() throws Exception {
        try (H2Connection connection = connect(65_535)) {
            int stream = connection.get("/sse?token=" + "x".repeat(12_000));
            H2Connection.Came came = connection.await(
                    frame -> frame.stream() == stream || (frame.type() == H2Connection.GOAWAY && frame.code() != 0));
            assertThat(came.type()).isIn(H2Connection.HEADERS, H2Connection.RST_STREAM, H2Connection.GOAWAY);
            if (came.type() == H2Connection.HEADERS) {
                // 431, of the table that everybody has or as it is: no request has come of it in any case.
                assertThat(new String(came.payload(), StandardCharsets.ISO_8859_1))
                        .contains("431");
            }
        }
    }

    @Test
    void aNodeThatGoesSaysSoOnItsConnections() throws Exception {
        try (TestNode going = TestNode.start(log -> log, gateway -> gateway.withTls(certificate.config()));
                H2Connection connection = connect(going, 65_535)) {
            connection.get("/nowhere");
            connection.await(frame -> frame.type() == H2Connection.HEADERS);
            going.gateway().drain();
            connection.get("/nowhere");
            H2Connection.Came gone = connection.await(frame -> frame.type() == H2Connection.GOAWAY);
            assertThat(gone.code()).isZero();
        }
    }
}
