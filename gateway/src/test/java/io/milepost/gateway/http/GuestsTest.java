package io.milepost.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guests on a port, and strangers who are kept from them. */
class GuestsTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Guest.Asked> asked = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Guest.Reply> later = new CompletableFuture<>();
    private Vertx vertx;
    private int port;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Guests serve(int requests, Duration sending, Duration answering) {
        Guests guests = new Guests(new Guests.Bounds(requests, 1_000, sending, answering));
        Router router = Routes.base(vertx);
        router.get("/own").handler(context -> context.end("own"));
        guests.route(router);
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        guests.add("/own", this::echo);
        guests.add("/echo", this::echo);
        guests.add("/echo/deep", request -> reply(202, "deep"));
        guests.add("/later", request -> {
            asked.add(request);
            return later;
        });
        guests.add("/throws", request -> {
            throw new IllegalStateException("secret");
        });
        guests.add("/fails", request -> CompletableFuture.failedFuture(new IllegalStateException("secret")));
        guests.add(
                "/splits",
                request -> CompletableFuture.completedFuture(
                        new Guest.Reply(200, Map.of("X-Header", "a\r\nSet-Cookie: b"), new byte[0])));
        return guests;
    }

    private Guests serve() {
        return serve(2, Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    private CompletableFuture<Guest.Reply> echo(Guest.Asked request) {
        asked.add(request);
        return CompletableFuture.completedFuture(
                new Guest.Reply(201, Map.of("Content-Type", "text/plain", "X-Echo", "yes"), request.body()));
    }

    private static CompletableFuture<Guest.Reply> reply(int status, String body) {
        return CompletableFuture.completedFuture(new Guest.Reply(status, Map.of(), body.getBytes(UTF_8)));
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return HTTP.send(
                request(path).method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("X-Two", "1")
                .header("X-Two", "2");
    }

    @Test
    void aGuestGetsTheWholeRequestAndAnswersIt() throws Exception {
        serve();
        HttpResponse<String> answer = send("PUT", "/echo/a%20b+c/%C3%A9?q=1%202&x", "héllo");
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("héllo");
        assertThat(answer.headers().firstValue("x-echo")).hasValue("yes");
        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("PUT");
            assertThat(request.path()).isEqualTo("/echo/a b+c/é");
            assertThat(request.query()).isEqualTo("q=1%202&x");
            assertThat(request.headers()).containsEntry("x-two", List.of("1", "2"));
        });
        assertThat(send("GET", "/echo", "").statusCode()).isEqualTo(201);
        assertThat(send("HEAD", "/echo", "").body()).isEmpty();
    }

    @Test
    void theDeepestPathAnswersAndThePortsOwnComesFirst() throws Exception {
        Guests guests = serve();
        assertThat(send("GET", "/echo/deep/er", "").body()).isEqualTo("deep");
        assertThat(send("GET", "/own", "").body()).isEqualTo("own");
        for (String none : List.of("/", "/echoes", "/other", "/ech")) {
            HttpResponse<String> answer = send("GET", none, "");
            assertThat(answer.statusCode()).as(none).isEqualTo(404);
            assertThat(answer.body()).contains("not_found");
        }
        assertThatThrownBy(() -> guests.add("/echo", this::echo)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> guests.add("echo", this::echo)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failuresAreToldWithoutDetails() throws Exception {
        serve();
        for (String path : List.of("/throws", "/fails", "/splits")) {
            HttpResponse<String> answer = send("POST", path, "x");
            assertThat(answer.statusCode()).as(path).isEqualTo(500);
            assertThat(answer.body()).contains("\"code\":\"internal\"").doesNotContain("secret", "Exception");
            assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
        }
    }

    @Test
    void aGuestThatDoesNotAnswerIsGivenUp() throws Exception {
        serve(2, Duration.ofSeconds(30), Duration.ofMillis(200));
        assertThat(send("GET", "/later", "").statusCode()).isEqualTo(500);
    }

    @Test
    void longBodiesAreRefused() throws Exception {
        serve();
        assertThat(send("POST", "/echo", "x".repeat(1_000)).statusCode()).isEqualTo(201);
        HttpResponse<String> answer = send("POST", "/echo", "x".repeat(1_001));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("too_large");
        assertThat(asked).hasSize(1);
    }

    @Test
    void onlySoManyAreUnderWayAtOnce() throws Exception {
        serve();
        List<CompletableFuture<HttpResponse<String>>> waiting = List.of(
                HTTP.sendAsync(request("/later").build(), BodyHandlers.ofString()),
                HTTP.sendAsync(request("/later").build(), BodyHandlers.ofString()));
        await().atMost(Duration.ofSeconds(30)).until(() -> asked.size() == 2);
        HttpResponse<String> refused = send("GET", "/echo", "");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(send("GET", "/own", "").statusCode()).isEqualTo(200);
        later.complete(new Guest.Reply(204, Map.of(), new byte[0]));
        waiting.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(204));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> send("GET", "/echo", "").statusCode() == 201);
    }

    @Test
    void slowSendersAndThoseWhoLeaveGiveTheirPlaceBack() throws Exception {
        serve(1, Duration.ofSeconds(1), Duration.ofSeconds(30));
        String head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab";
        try (Socket leaves = new Socket(InetAddress.getLoopbackAddress(), port)) {
            leaves.getOutputStream().write(head.getBytes(ISO_8859_1));
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> send("GET", "/echo", "").statusCode() == 201);
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port)) {
            slow.getOutputStream().write(head.getBytes(ISO_8859_1));
            slow.setSoTimeout(30_000);
            assertThat(readAll(slow.getInputStream())).startsWith("HTTP/1.1 408");
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> send("GET", "/echo", "").statusCode() == 201);
        assertThat(asked).extracting(Guest.Asked::method).containsOnly("GET");
    }

    private static String readAll(InputStream in) throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }
}
