package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.AuthConfig.PublicKey;
import io.milepost.gateway.auth.AuthConfig.Secret;
import io.milepost.gateway.auth.Grant;
import io.milepost.gateway.auth.TestKeys;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.log.LogConfig;
import io.milepost.log.Revocation;
import io.milepost.log.RevocationTopic;
import java.net.http.WebSocketHandshakeException;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what: one table of tokens, channels and actions, each tried on a socket. */
class AuthorisationIT {
    private static final KeyPair RSA = TestKeys.rsa();
    private static final Map<String, Supplier<String>> TOKENS = new HashMap<>();
    private static final Map<String, String> ACTIONS =
            Map.of("subscribe", "{\"type\":\"subscribe\",\"channel\":\"%s\",\"id\":\"action\"}");
    private static RevocationTopic revocations;
    private static TestNode node;

    @BeforeAll
    static void start() {
        String topic = TestKafka.uniqueTopic("revocations");
        LogConfig log = LogConfig.of(TestKafka.bootstrapServers());
        revocations = new RevocationTopic(log.kafka(), topic, log.missingTopics());
        revocations.revoke(Revocation.ofToken("revoked", null));
        revocations.revoke(Revocation.ofUser("mallory", null));
        AuthConfig auth = AuthConfig.ofKeys(
                        List.of(new Secret(Optional.empty(), TestNode.SECRET)),
                        List.of(new PublicKey(Optional.of("rsa"), "RS256", TestKeys.pem(RSA.getPublic()))),
                        List.of())
                .withIssuer("us", List.of("web"))
                .withGrants(List.of(
                        new Grant(Optional.of("role"), "member", Optional.empty(), List.of("pov-*"), List.of()),
                        new Grant(Optional.empty(), "*", Optional.empty(), List.of("#user-{userId}"), List.of())));
        node = TestNode.start(
                config -> config.withRevocations(Optional.of(topic)), config -> GatewayConfig.of("127.0.0.1", 0, auth));
        tokens();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** All of ada, and open to everything that is not closed, unless the name says otherwise. */
    private static void tokens() {
        Map<String, Object> all = Map.of("channels", List.of("*"));
        TOKENS.put("all", () -> mint("ada", all));
        TOKENS.put("none", () -> mint("ada", Map.of()));
        TOKENS.put("team", () -> mint("ada", Map.of("channels", List.of("team-*"))));
        TOKENS.put("private", () -> mint("ada", Map.of("channels", List.of("private-*"))));
        TOKENS.put("presence-team", () -> mint("ada", Map.of("channels", List.of("presence-team-*"))));
        TOKENS.put("reserved", () -> mint("ada", Map.of("channels", List.of("#*"))));
        TOKENS.put("user is a star", () -> mint("*", Map.of()));
        TOKENS.put("pov member", () -> mint(null, Map.of("userId", "7", "email", "a@b.example", "role", "member")));
        TOKENS.put("pov guest", () -> mint(null, Map.of("userId", "7", "email", "a@b.example", "role", "guest")));
        TOKENS.put("rs256", () -> TestKeys.signed(RSA, "rsa", said("ada", all)));
        TOKENS.put("rs256 of another", () -> TestKeys.signed(TestKeys.rsa(), "rsa", said("ada", all)));
        TOKENS.put("alg none", () -> TestKeys.unsigned(said("ada", all)));
        TOKENS.put("alg none, bare", () -> without(TestKeys.unsigned(said("ada", all)), "."));
        TOKENS.put("public key as secret", () -> new TokenMint(TestKeys.pem(RSA.getPublic())).sign(said("ada", all)));
        TOKENS.put("another secret", () -> new TokenMint("x".repeat(40)).sign(said("ada", all)));
        TOKENS.put("no exp", () -> mint("ada", nothing("exp")));
        TOKENS.put("expired", () -> mint("ada", Map.of("exp", TestKeys.inSeconds(-60))));
        TOKENS.put("not yet", () -> mint("ada", Map.of("nbf", TestKeys.inSeconds(60))));
        TOKENS.put("other audience", () -> mint("ada", Map.of("aud", "other")));
        TOKENS.put("no audience", () -> mint("ada", nothing("aud")));
        TOKENS.put("other issuer", () -> mint("ada", Map.of("iss", "them")));
        TOKENS.put("nobody", () -> mint(null, Map.of()));
        TOKENS.put("revoked", () -> mint("ada", Map.of("channels", List.of("*"), "jti", "revoked")));
        TOKENS.put("user revoked", () -> mint("mallory", Map.of("iat", TestKeys.inSeconds(-3_600))));
        TOKENS.put("user revoked, no iat", () -> mint("mallory", nothing("iat")));
        TOKENS.put(
                "user revoked, made since",
                () -> mint("mallory", Map.of("iat", TestKeys.inSeconds(4), "channels", List.of("*"))));
    }

    @ParameterizedTest(name = "{0}: {2} {1} is {3}")
    @CsvSource({
        "all, lobby, subscribe, subscribed",
        "all, team-1, subscribe, subscribed",
        "all, private-team-1, subscribe, forbidden",
        "all, presence-team-1, subscribe, forbidden",
        "all, private-encrypted-x, subscribe, forbidden",
        "all, cache-team-1, subscribe, subscribed",
        "all, #user-ada, subscribe, subscribed",
        "all, #user-bob, subscribe, forbidden",
        "all, #user-ada2, subscribe, forbidden",
        "all, #server, subscribe, forbidden",
        "all, no name, subscribe, invalid_channel",
        "none, lobby, subscribe, forbidden",
        "none, #user-ada, subscribe, subscribed",
        "team, team-1, subscribe, subscribed",
        "team, teams-1, subscribe, forbidden",
        "team, private-team-1, subscribe, forbidden",
        "private, private-team-1, subscribe, subscribed",
        "private, presence-team-1, subscribe, forbidden",
        "private, team-1, subscribe, forbidden",
        "presence-team, presence-team-1, subscribe, subscribed",
        "presence-team, presence-chat-1, subscribe, forbidden",
        "reserved, #user-bob, subscribe, subscribed",
        "user is a star, #user-ada, subscribe, forbidden",
        "pov member, pov-1, subscribe, subscribed",
        "pov member, private-pov-1, subscribe, forbidden",
        "pov member, team-1, subscribe, forbidden",
        "pov member, #user-7, subscribe, subscribed",
        "pov guest, pov-1, subscribe, forbidden",
        "rs256, lobby, subscribe, subscribed",
        "rs256 of another, lobby, subscribe, unauthenticated",
        "alg none, lobby, subscribe, unauthenticated",
        "'alg none, bare', lobby, subscribe, unauthenticated",
        "public key as secret, lobby, subscribe, unauthenticated",
        "another secret, lobby, subscribe, unauthenticated",
        "no exp, lobby, subscribe, unauthenticated",
        "expired, lobby, subscribe, token_expired",
        "other audience, lobby, subscribe, unauthenticated",
        "no audience, lobby, subscribe, unauthenticated",
        "other issuer, lobby, subscribe, unauthenticated",
        "nobody, lobby, subscribe, unauthenticated",
        "revoked, lobby, subscribe, unauthenticated",
        "user revoked, lobby, subscribe, unauthenticated",
        "'user revoked, no iat', lobby, subscribe, unauthenticated",
        "'user revoked, made since', lobby, subscribe, subscribed",
    })
    void table(String token, String channel, String action, String outcome) {
        try (TestClient client = TestClient.connect(node.ws())) {
            client.send("{\"type\":\"auth\",\"id\":\"auth\",\"token\":\""
                    + TOKENS.get(token).get() + "\"}");
            JsonNode answer = client.next();
            if (answer.path("type").asText().equals("authenticated")) {
                client.send(ACTIONS.get(action).formatted(channel));
                answer = client.next();
                assertThat(answer.path("id").asText()).as(answer.toString()).isEqualTo("action");
            }
            String said = answer.path("type").asText();
            assertThat(said.equals("error") ? answer.path("code").asText() : said)
                    .as(answer.toString())
                    .isEqualTo(outcome);
        }
    }

    @Test
    void aTokenThatWasGoodIsRefusedOnceItIsRevokedAndTakenAgainOnceThatIsLifted() {
        String token = mint("ada", Map.of("jti", "later"));
        String address = node.ws() + "?token=" + token;
        TestClient.connect(address).close();
        revocations.revoke(Revocation.ofToken("later", null));
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> TestClient.connect(address).close())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class));
        revocations.lift(Revocation.Subject.TOKEN, "later");
        await().ignoreExceptions().until(() -> {
            TestClient.connect(address).close();
            return true;
        });
    }

    private static String mint(String user, Map<String, ?> more) {
        return new TokenMint(TestNode.SECRET).sign(said(user, more));
    }

    private static Map<String, Object> said(String user, Map<String, ?> more) {
        Map<String, Object> claims =
                TestKeys.claims("", Map.of("iss", "us", "aud", "web", "sub", user == null ? "" : user));
        if (user == null) {
            claims.remove("sub");
        }
        claims.putAll(more);
        claims.values().removeIf("nothing"::equals);
        return claims;
    }

    private static Map<String, Object> nothing(String claim) {
        return Map.of(claim, "nothing", "channels", List.of("*"));
    }

    private static String without(String token, String end) {
        return token.substring(0, token.length() - end.length());
    }
}
