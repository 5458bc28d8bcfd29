package io.milepost.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.AuthConfig.Secret;
import io.milepost.gateway.auth.TestKeys;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.auth.Tokens;
import io.milepost.gateway.auth.WsTokens;
import io.milepost.log.Revocations;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WsTokenRouteTest {
    private static final Secret SECRET = new Secret(Optional.of("k1"), "a-secret-for-tests-that-is-long-enough");
    private static final String PAGE = "https://app.example";
    private static final Map<String, Object> POV = Map.of(
            "userId", "7", "email", "a@b.example", "role", "member", "jti", "t1", "deep", Map.of("er", List.of(1.5)));

    private final HttpClient http = HttpClient.newHttpClient();
    private Vertx vertx;
    private String address;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        address = listen(AuthConfig.ofKeys(List.of(SECRET), List.of(), List.of()));
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aBearerTokenIsMadeIntoOneThatSaysTheSameAndEndsNoLater() throws Exception {
        Map<String, Object> claims = TestKeys.claims("ada", POV);
        for (String method : List.of("GET", "POST")) {
            HttpResponse<String> answer = ask(method, "Authorization", "Bearer " + token(claims));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            JsonObject body = new JsonObject(answer.body());
            assertThat(said(body)).isEqualTo(new JsonObject(claims));
            assertThat(body.getLong("expiresIn")).isBetween(500L, 600L);
            assertThat(body.getInstant("expiresAt").getEpochSecond()).isEqualTo(claims.get("exp"));
            assertThat(ask("GET", "Authorization", "bearer " + body.getString("token"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aTokenThatLivesLongIsMadeIntoOneThatLivesAnHour() throws Exception {
        Map<String, Object> claims = TestKeys.claims("ada", Map.of("exp", TestKeys.inSeconds(1_000_000)));
        JsonObject body = new JsonObject(
                ask("GET", "Authorization", "Bearer " + token(claims)).body());
        assertThat(body.getLong("expiresIn")).isBetween(3_500L, 3_600L);
        assertThat(said(body).getLong("exp")).isBetween(TestKeys.inSeconds(3_500), TestKeys.inSeconds(3_600));
        assertThat(said(body).getValue("iat")).isEqualTo(((Long) claims.get("iat")).intValue());
    }

    @Test
    void theCookieIsTakenFromOwnAndConfiguredPagesAlone() throws Exception {
        String cookie = "a=b; accessToken=" + token(TestKeys.claims("ada", Map.of()));
        assertThat(ask("POST", "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(ask("POST", "Cookie", cookie, "Origin", address).statusCode())
                .isEqualTo(200);
        HttpResponse<String> configured = ask("GET", "Cookie", cookie, "Origin", PAGE);
        assertThat(configured.statusCode()).isEqualTo(200);
        assertThat(configured.headers().firstValue("Access-Control-Allow-Origin"))
                .contains(PAGE);
        assertThat(configured.headers().firstValue("Access-Control-Allow-Credentials"))
                .contains("true");
        assertThat(configured.headers().firstValue("Vary")).contains("Origin");
        for (String origin : List.of("https://evil.example", "null", PAGE + ".evil.example", "http://app.example")) {
            HttpResponse<String> refused = ask("POST", "Cookie", cookie, "Origin", origin);
            assertThat(refused.statusCode()).as(origin).isEqualTo(403);
            assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
        assertThat(ask("GET", "Cookie", cookie, "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aBrowserThatAsksBeforehandIsToldForConfiguredPagesAlone() throws Exception {
        HttpResponse<String> configured = ask("OPTIONS", "Origin", PAGE, "Access-Control-Request-Method", "POST");
        assertThat(configured.statusCode()).isEqualTo(204);
        assertThat(configured.headers().firstValue("Access-Control-Allow-Origin"))
                .contains(PAGE);
        assertThat(configured.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValueSatisfying(headers -> assertThat(headers).contains("Authorization"));
        HttpResponse<String> other = ask("OPTIONS", "Origin", "https://evil.example");
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void withoutAGoodTokenThereIsNone() throws Exception {
        assertThat(ask("GET").statusCode()).isEqualTo(401);
        assertThat(ask("GET", "Cookie", "accessToken=x.y.z").statusCode()).isEqualTo(401);
        HttpResponse<String> expired = ask(
                "GET",
                "Authorization",
                "Bearer " + token(TestKeys.claims("ada", Map.of("exp", TestKeys.inSeconds(-60)))));
        assertThat(expired.statusCode()).isEqualTo(401);
        JsonObject error = new JsonObject(expired.body()).getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("token_expired");
        assertThat(error.getString("path")).isEqualTo("/api/auth/ws-token");
        assertThat(ask("GET", "Authorization", "Basic YTpi").statusCode()).isEqualTo(401);
    }

    @Test
    void withoutASharedSecretNothingCanBeSigned() throws Exception {
        address = listen(AuthConfig.ofKeys(List.of(), List.of(), List.of("http://127.0.0.1:1/keys")));
        HttpResponse<String> answer = ask("GET", "Authorization", "Bearer x");
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("auth.secret");
    }

    private String listen(AuthConfig config) {
        Router router = Routes.base(vertx);
        Tokens tokens = new Tokens(vertx, config, Revocations.NONE);
        new WsTokenRoute(new WsTokens(tokens), Set.of(PAGE)).mount(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return "http://127.0.0.1:" + server.actualPort();
    }

    private HttpResponse<String> ask(String method, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/auth/ws-token"))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String token(Map<String, ?> claims) {
        return new TokenMint(SECRET).sign(claims);
    }

    private static JsonObject said(JsonObject answer) {
        String part = answer.getString("token").split("\\.", -1)[1];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(part), UTF_8));
    }
}
