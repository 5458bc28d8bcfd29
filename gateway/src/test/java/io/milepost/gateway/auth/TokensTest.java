package io.milepost.gateway.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.channel.ChannelName;
import io.milepost.channel.ChannelPattern;
import io.milepost.gateway.auth.AuthConfig.PublicKey;
import io.milepost.gateway.auth.Verdict.Bad;
import io.milepost.gateway.auth.Verdict.Good;
import io.milepost.gateway.auth.Verdict.Unknown;
import io.milepost.log.Revocations;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {
    private static final String SECRET = "a-secret-for-tests-that-is-long-enough";
    private static Vertx vertx;
    private static KeyPair rsa;
    private static KeyPair ec;

    @BeforeAll
    static void start() throws GeneralSecurityException {
        vertx = Vertx.vertx();
        KeyPairGenerator rsaKeys = KeyPairGenerator.getInstance("RSA");
        rsaKeys.initialize(2048);
        rsa = rsaKeys.generateKeyPair();
        KeyPairGenerator ecKeys = KeyPairGenerator.getInstance("EC");
        ecKeys.initialize(new ECGenParameterSpec("secp256r1"));
        ec = ecKeys.generateKeyPair();
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @Test
    void aGoodTokenSaysWhoAndWhatFor() {
        String token = mint(Map.of("sub", "ada", "channels", List.of("team-*", "lobby")));
        Verdict verdict = check(AuthConfig.ofSecret(SECRET), token);
        Principal principal = ((Good) verdict).principal();
        assertThat(principal.userId()).isEqualTo("ada");
        assertThat(principal.expiresAt()).isAfter(Instant.now());
        assertThat(principal.maySubscribe(new ChannelName("team-1"))).isTrue();
        assertThat(principal.maySubscribe(new ChannelName("lobby"))).isTrue();
        assertThat(principal.maySubscribe(new ChannelName("lobby-2"))).isFalse();
    }

    @Test
    void userIdStandsInForSub() {
        Verdict verdict = check(AuthConfig.ofSecret(SECRET), mint(Map.of("userId", 7)));
        assertThat(((Good) verdict).principal().userId()).isEqualTo("7");
    }

    @Test
    void publicKeysAreTaken() {
        AuthConfig config = AuthConfig.ofKeys(
                List.of(),
                List.of(
                        new PublicKey(Optional.empty(), "RS256", pem("PUBLIC KEY", rsa.getPublic())),
                        new PublicKey(Optional.empty(), "ES256", pem("PUBLIC KEY", ec.getPublic()))),
                List.of());
        assertThat(check(config, signed("RS256", rsa))).isInstanceOf(Good.class);
        assertThat(check(config, signed("ES256", ec))).isInstanceOf(Good.class);
        assertThat(check(config, mint(Map.of("sub", "ada")))).isInstanceOf(Bad.class);
    }

    @Test
    void aPublicKeyIsNoSharedSecret() {
        String pem = pem("PUBLIC KEY", rsa.getPublic());
        AuthConfig config =
                AuthConfig.ofKeys(List.of(), List.of(new PublicKey(Optional.empty(), "RS256", pem)), List.of());
        for (String key : List.of(pem, pem.strip(), new String(rsa.getPublic().getEncoded(), ISO_8859_1))) {
            String forged = new TokenMint(key).mint(Map.of("sub", "eve"), Duration.ofHours(1));
            assertThat(check(config, forged)).isInstanceOf(Bad.class);
        }
    }

    @Test
    void keySetsAreFetchedAndFetchedAgain() throws Exception {
        AtomicReference<String> set = new AtomicReference<>("{\"keys\":[]}");
        try (KeySet server = new KeySet(set::get)) {
            AuthConfig config = AuthConfig.ofKeys(List.of(), List.of(), List.of(server.address()));
            Tokens tokens = new Tokens(vertx, config, Revocations.NONE);
            assertThat(check(tokens, signed("RS256", rsa))).isInstanceOf(Unknown.class);
            assertThat(check(tokens, unsigned())).isNotInstanceOf(Good.class);
            set.set(jwks().replace("\"alg\":\"RS256\"", "\"use\":\"enc\""));
            Tokens encrypting = new Tokens(vertx, config, Revocations.NONE);
            assertThat(check(encrypting, unsigned())).isNotInstanceOf(Good.class);
            assertThat(check(encrypting, unsigned() + ".")).isNotInstanceOf(Good.class);
            set.set(jwks());
            tokens = new Tokens(vertx, config, Revocations.NONE);
            Tokens fetched = tokens;
            await().untilAsserted(() ->
                    assertThat(check(fetched, signed("RS256", rsa))).isInstanceOf(Good.class));
            assertThat(check(fetched, unsigned())).isInstanceOf(Bad.class);
        }
    }

    @Test
    void aTokenThatHasEndedIsSaidToHaveEnded() {
        String token = new TokenMint(SECRET).mint(Map.of("sub", "ada"), Duration.ofMinutes(-1));
        assertThat(check(AuthConfig.ofSecret(SECRET), token))
                .isInstanceOfSatisfying(
                        Bad.class, bad -> assertThat(bad.expired()).isTrue());
    }

    @Test
    void issuerAndAudienceAreHeld() {
        AuthConfig config = AuthConfig.ofSecret(SECRET).withIssuer("us", List.of("web", "app"));
        assertThat(check(config, mint(Map.of("sub", "ada", "iss", "us", "aud", "app"))))
                .isInstanceOf(Good.class);
        assertThat(check(config, mint(Map.of("sub", "ada", "iss", "us", "aud", List.of("x", "web")))))
                .isInstanceOf(Good.class);
        assertThat(check(config, mint(Map.of("sub", "ada", "iss", "them", "aud", "app"))))
                .isInstanceOf(Bad.class);
        assertThat(check(config, mint(Map.of("sub", "ada", "iss", "us", "aud", "other"))))
                .isInstanceOf(Bad.class);
        assertThat(check(config, mint(Map.of("sub", "ada")))).isInstanceOf(Bad.class);
    }

    @Test
    void whatIsNoTokenIsBadAndItsTextIsNotRepeated() {
        for (String token : List.of(
                "",
                ".",
                "a.b.c",
                "x".repeat(10_000),
                unsigned(),
                unsigned() + ".",
                mint(Map.of("sub", "ada")) + "x",
                new TokenMint("another-secret-that-is-long-enough-too").mint(Map.of("sub", "eve"), Duration.ofHours(1)),
                new TokenMint(SECRET).sign(Map.of("sub", "nobody-without-exp")),
                mint(Map.of("name", "nobody")),
                mint(Map.of("sub", "ada", "channels", "team-*")),
                mint(Map.of("sub", "ada", "channels", List.of(7))))) {
            assertThat(check(AuthConfig.ofSecret(SECRET), token))
                    .as(token)
                    .isInstanceOfSatisfying(
                            Bad.class, bad -> assertThat(bad.why()).isNotEmpty().doesNotContain("eyJ"));
        }
    }

    @Test
    void aTokenFoundGoodIsKnownUntilItEnds() {
        Tokens tokens = new Tokens(vertx, AuthConfig.ofSecret(SECRET), Revocations.NONE);
        String brief = new TokenMint(SECRET).mint(Map.of("sub", "ada"), Duration.ofSeconds(2));
        assertThat(check(tokens, brief)).isInstanceOf(Good.class);
        await().untilAsserted(() -> assertThat(check(tokens, brief))
                .isInstanceOfSatisfying(
                        Bad.class, bad -> assertThat(bad.expired()).isTrue()));
    }

    @ParameterizedTest
    @CsvSource({
        "*, team-1, true",
        "team-*, team-1, true",
        "team-*, team-, true",
        "team-*, teams-1, false",
        "*-1, team-1, true",
        "*-1, team-12, false",
        "t*m-*1, team-x1, true",
        "**, x, true",
        "team-1, team-1, true",
        "team-1, team-11, false",
        "'', x, false",
        "*, private-team-1, false",
        "*, presence-team-1, false",
        "*, #user-1, false",
        "p*, private-team-1, false",
        "private-*, private-team-1, true",
        "private-*, presence-team-1, false",
        "presence-team-*, presence-team-1, true",
        "#user-1, #user-1, true",
        "#*, #user-1, true",
        "*, privateteam, true",
        "*a*a*a*a*a*b, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, false",
    })
    void aPatternOpensWhatItNames(String pattern, String channel, boolean opens) {
        assertThat(new ChannelPattern(pattern).matches(new ChannelName(channel)))
                .isEqualTo(opens);
    }

    @Test
    void aConfigurationWithoutAKeyOrWithAShortSecretIsAFault() {
        assertThat(AuthConfig.ofKeys(List.of(), List.of(), List.of()).faults())
                .singleElement()
                .asString()
                .startsWith("auth: no key");
        assertThat(AuthConfig.ofSecret("short").faults())
                .singleElement()
                .asString()
                .startsWith("auth.secret: shorter than 32 bytes");
        assertThat(AuthConfig.ofSecret(SECRET).toString()).doesNotContain(SECRET);
    }

    private static Verdict check(AuthConfig config, String token) {
        return check(new Tokens(vertx, config, Revocations.NONE), token);
    }

    private static Verdict check(Tokens tokens, String token) {
        return tokens.check(token).toCompletionStage().toCompletableFuture().join();
    }

    private static String mint(Map<String, ?> claims) {
        return new TokenMint(SECRET).mint(claims, Duration.ofHours(1));
    }

    private static String signed(String algorithm, KeyPair keys) {
        return JWTAuth.create(
                        vertx,
                        new JWTAuthOptions()
                                .addPubSecKey(new PubSecKeyOptions()
                                        .setAlgorithm(algorithm)
                                        .setBuffer(pem("PRIVATE KEY", keys.getPrivate()))))
                .generateToken(
                        new JsonObject().put("sub", "ada"),
                        new JWTOptions().setAlgorithm(algorithm).setExpiresInMinutes(5));
    }

    private static String unsigned() {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        long exp = Instant.now().plusSeconds(600).getEpochSecond();
        return base64.encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(("{\"sub\":\"eve\",\"exp\":" + exp + "}").getBytes(UTF_8));
    }

    private static String jwks() {
        RSAPublicKey key = (RSAPublicKey) rsa.getPublic();
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        JsonObject jwk = new JsonObject()
                .put("kty", "RSA")
                .put("alg", "RS256")
                .put("kid", "one")
                .put("n", base64.encodeToString(key.getModulus().toByteArray()))
                .put("e", base64.encodeToString(key.getPublicExponent().toByteArray()));
        JsonObject shared =
                new JsonObject().put("kty", "oct").put("alg", "HS256").put("k", "c2VjcmV0");
        return new JsonObject()
                .put("keys", new JsonArray().add(jwk).add(shared))
                .encode();
    }

    private static String pem(String kind, Key key) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END " + kind + "-----\n";
    }
}
