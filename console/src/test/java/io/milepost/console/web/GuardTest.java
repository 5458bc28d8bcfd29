package io.milepost.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Guard open = guard(true, Optional.of(TOKEN));
    private final Guard strict = guard(false, Optional.of(TOKEN));
    private final Guard closed = guard(true, Optional.empty());

    private static Guard guard(boolean loopback, Optional<String> token) {
        return new Guard(new Access(false, loopback, token, Set.of("ops.example.com")));
    }

    private static Map<String, List<String>> headers(String... said) {
        Map<String, List<String>> headers = new HashMap<>();
        for (int i = 0; i < said.length; i += 2) {
            headers.put(said[i], List.of(said[i + 1]));
        }
        return headers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8081", "127.0.0.1", "[::1]:8081", "LOCALHOST", "ops.example.com:443"})
    void itsOwnNamesAreTaken(String host) {
        assertThat(open.checkHost(headers("host", host))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "example.com", "127.0.0.1.example.com", "localhost.example.com:8081", "::1", "127.0.0.2"})
    void otherNamesAreNot(String host) {
        assertThatThrownBy(() -> open.checkHost(headers("host", host)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("console.hosts");
    }

    @Test
    void twoNamesAreNone() {
        assertThatThrownBy(() -> open.checkHost(Map.of("host", List.of("localhost", "example.com"))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void onlyItsOwnPageMayAsk() {
        assertThatCode(() -> open.checkOrigin(headers("host", "localhost:1"))).doesNotThrowAnyException();
        assertThatCode(() -> open.checkOrigin(headers("host", "localhost:1", "origin", "http://localhost:1")))
                .doesNotThrowAnyException();
        for (String origin : List.of("http://localhost:2", "https://example.com", "null", "http://localhost:1@evil")) {
            assertThatThrownBy(() -> open.checkOrigin(headers("host", "localhost:1", "origin", origin)))
                    .as(origin)
                    .isInstanceOf(Refused.class);
        }
        for (String site : List.of("cross-site", "same-site")) {
            assertThatThrownBy(() -> open.checkOrigin(headers("host", "localhost:1", "sec-fetch-site", site)))
                    .as(site)
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void theTokenAloneOpens() {
        assertThatCode(() -> strict.checkReader(headers("authorization", "Bearer " + TOKEN)))
                .doesNotThrowAnyException();
        assertThatCode(() -> open.checkReader(headers())).doesNotThrowAnyException();
        for (String said : List.of("", TOKEN, "Bearer ", "Bearer " + TOKEN + "0", "Basic " + TOKEN)) {
            assertThatThrownBy(() -> open.checkOperator(headers("authorization", said)))
                    .as(said)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(401));
            assertThatThrownBy(() -> strict.checkReader(headers("authorization", said)))
                    .as(said)
                    .isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"forwarded", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", "via"})
    void whoComesThroughAProxyIsNotFromHere(String header) {
        Map<String, List<String>> through = headers("host", "127.0.0.1:8081", header, "x");
        assertThat(open.isOpen(through)).isFalse();
        assertThatThrownBy(() -> open.checkReader(through))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(401));
        assertThatCode(() -> open.checkReader(headers(header, "x", "authorization", "Bearer " + TOKEN)))
                .doesNotThrowAnyException();
        assertThat(open.isOpen(headers("host", "127.0.0.1:8081"))).isTrue();
        assertThat(strict.isOpen(headers())).isFalse();
    }

    @Test
    void withoutATokenNothingIsChanged() {
        assertThatThrownBy(() -> closed.checkOperator(headers("authorization", "Bearer ")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(403))
                .hasMessageContaining("console.operatorToken");
    }

    @Test
    void theTokenIsNotShown() {
        assertThat(open.access().toString()).doesNotContain(TOKEN);
    }
}
