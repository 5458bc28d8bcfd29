package io.milepost.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.gateway.auth.AuthConfig.PublicKey;
import io.milepost.gateway.auth.AuthConfig.Secret;
import io.milepost.gateway.auth.Verdict.Bad;
import io.milepost.gateway.auth.Verdict.Good;
import io.milepost.gateway.auth.Verdict.Unknown;
import io.milepost.log.Revocations;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Several keys, told apart by the {@code kid} in a token's header. */
class KeyIdTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final KeyPair ONE = TestKeys.rsa();
    private static final KeyPair TWO = TestKeys.rsa();
    private static final Secret OLD = new Secret(Optional.of("old"), "the-old-secret-that-is-long-enough-for-it");
    private static final Secret NEW = new Secret(Optional.of("new"), "the-new-secret-that-is-long-enough-for-it");
    private static final Map<String, Object> ADA = TestKeys.claims("ada", Map.of());

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    @Test
    void aTokenIsCheckedWithTheKeyItNames() {
        Tokens tokens =
                tokens(AuthConfig.ofKeys(List.of(OLD, NEW), List.of(key("one", ONE), key("two", TWO)), List.of()));
        assertThat(check(tokens, new TokenMint(OLD).sign(ADA))).isInstanceOf(Good.class);
        assertThat(check(tokens, new TokenMint(NEW).sign(ADA))).isInstanceOf(Good.class);
        assertThat(check(tokens, TestKeys.signed(ONE, "one", ADA))).isInstanceOf(Good.class);
        assertThat(check(tokens, TestKeys.signed(TWO, "two", ADA))).isInstanceOf(Good.class);
    }

    @Test
    void aTokenThatNamesOneKeyAndIsSignedWithAnotherIsRefused() {
        Tokens tokens =
                tokens(AuthConfig.ofKeys(List.of(OLD, NEW), List.of(key("one", ONE), key("two", TWO)), List.of()));
        assertThat(check(tokens, TestKeys.signed(ONE, "two", ADA))).isInstanceOf(Bad.class);
        assertThat(check(tokens, TestKeys.signed(ONE, "three", ADA))).isInstanceOf(Bad.class);
        Secret swapped = new Secret(NEW.id(), OLD.value());
        assertThat(check(tokens, new TokenMint(swapped).sign(ADA))).isInstanceOf(Bad.class);
        // The id of a public key with its text as a shared secret.
        Secret confused = new Secret(Optional.of("one"), TestKeys.pem(ONE.getPublic()));
        assertThat(check(tokens, new TokenMint(confused).sign(ADA))).isInstanceOf(Bad.class);
    }

    @Test
    void aTokenWithoutAKidIsCheckedWithAllKeysAndAKeyWithoutAnIdFitsAnyKid() {
        Tokens tokens = tokens(AuthConfig.ofKeys(
                List.of(OLD, new Secret(Optional.empty(), NEW.value())), List.of(key("one", ONE)), List.of()));
        assertThat(check(tokens, new TokenMint(OLD.value()).sign(ADA))).isInstanceOf(Good.class);
        assertThat(check(tokens, TestKeys.signed(ONE, null, ADA))).isInstanceOf(Good.class);
        assertThat(check(tokens, new TokenMint(NEW).sign(ADA))).isInstanceOf(Good.class);
    }

    @Test
    void aKidThatNobodyHasHeardOfMakesTheKeySetsBeAskedOnce() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        String[] set = {"{\"keys\":[" + TestKeys.jwk(ONE, "one") + "]}"};
        try (KeySet server = new KeySet(() -> {
            asked.incrementAndGet();
            return set[0];
        })) {
            Tokens tokens = tokens(AuthConfig.ofKeys(List.of(), List.of(), List.of(server.address())));
            await().untilAsserted(() ->
                    assertThat(check(tokens, TestKeys.signed(ONE, null, ADA))).isInstanceOf(Good.class));
            assertThat(asked).hasValue(1);
            set[0] = "{\"keys\":[" + TestKeys.jwk(ONE, "one") + "," + TestKeys.jwk(TWO, "two") + "]}";
            assertThat(check(tokens, TestKeys.signed(TWO, "two", ADA))).isInstanceOf(Good.class);
            assertThat(asked).hasValue(2);
            for (int i = 0; i < 20; i++) {
                assertThat(check(tokens, TestKeys.signed(TWO, "made-up-" + i, ADA)))
                        .isInstanceOf(Bad.class);
            }
            assertThat(asked).hasValue(2);
        }
    }

    /** What is under way was answered before the key was there. */
    @Test
    void aKeyThatComesWhileTheKeySetsAreBeingAskedIsAskedForAgain() throws IOException {
        AtomicReference<String> set = new AtomicReference<>("{\"keys\":[" + TestKeys.jwk(ONE, "one") + "]}");
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        try (KeySet server = new KeySet(() -> {
            String before = set.get();
            answered.complete(null);
            answer.orTimeout(30, TimeUnit.SECONDS).join();
            return before;
        })) {
            Tokens tokens = tokens(AuthConfig.ofKeys(List.of(), List.of(), List.of(server.address())));
            answered.orTimeout(30, TimeUnit.SECONDS).join();
            set.set("{\"keys\":[" + TestKeys.jwk(TWO, "two") + "]}");
            CompletableFuture<Verdict> first = tokens.check(TestKeys.signed(TWO, "two", ADA))
                    .toCompletionStage()
                    .toCompletableFuture();
            assertThat(check(tokens, TestKeys.signed(ONE, null, ADA))).isInstanceOf(Unknown.class);
            answer.complete(null);
            assertThat(first.orTimeout(30, TimeUnit.SECONDS).join()).isInstanceOf(Good.class);
            assertThat(check(tokens, TestKeys.signed(ONE, "one", ADA)))
                    .as("signed with a key that is gone")
                    .isInstanceOf(Bad.class);
        }
    }

    private static PublicKey key(String id, KeyPair keys) {
        return new PublicKey(Optional.of(id), "RS256", TestKeys.pem(keys.getPublic()));
    }

    private static Tokens tokens(AuthConfig config) {
        return new Tokens(VERTX, config, Revocations.NONE);
    }

    private static Verdict check(Tokens tokens, String token) {
        return tokens.check(token).toCompletionStage().toCompletableFuture().join();
    }
}
