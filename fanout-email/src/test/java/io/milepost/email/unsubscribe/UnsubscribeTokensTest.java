package io.milepost.email.unsubscribe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.InvalidSettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsubscribeTokensTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String OLD = "o".repeat(32);
    private static final String NEW = "n".repeat(32);

    private final UnsubscribeTokens tokens = tokens(NEW);

    @Test
    void aTokenSaysWhatWasPutIntoIt() {
        String token = tokens.issue(ID, "digest", "r-1");
        assertThat(token).matches("[A-Za-z0-9_-]+").hasSizeLessThan(200);
        assertThat(tokens.read(token)).contains(new UnsubscribeToken(ID, "digest", NOW, "r-1"));
        String odd = tokens.issue(ID, "Grüße <b>", "");
        assertThat(tokens.read(odd)).contains(new UnsubscribeToken(ID, "Grüße <b>", NOW, ""));
    }

    @Test
    void whatWasChangedOrCutOrIsForeignIsNone() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.issue(ID, "digest", "r-1"));
        for (int i = 0; i < token.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                token[i] ^= (byte) (1 << bit);
                assertThat(tokens.read(text(token)))
                        .as("byte %d, bit %d", i, bit)
                        .isEmpty();
                token[i] ^= (byte) (1 << bit);
            }
            assertThat(tokens.read(text(Arrays.copyOf(token, i))))
                    .as("cut at %d", i)
                    .isEmpty();
        }
        assertThat(tokens.read(text(token))).isPresent();
        for (String none : List.of("", ".", "a b", "%00", "é", "A".repeat(100_000), text(new byte[40]))) {
            assertThat(tokens.read(none)).isEmpty();
        }
        assertThat(tokens.read(tokens(OLD).issue(ID, "digest", "r-1"))).isEmpty();
    }

    @Test
    void aSecretThatWasReplacedStillReadsAndNoLongerSigns() {
        UnsubscribeTokens rotated = tokens(NEW, OLD);
        assertThat(rotated.read(tokens(OLD).issue(ID, "digest", "r-1"))).isPresent();
        assertThat(tokens(OLD).read(rotated.issue(ID, "digest", "r-1"))).isEmpty();
    }

    @Test
    void aLinkWorksForTwoYears() {
        String token = tokens.issue(ID, "digest", "r-1");
        assertThat(at(NOW.plus(UnsubscribeTokens.VALID)).read(token)).isPresent();
        assertThat(at(NOW.plus(UnsubscribeTokens.VALID).plusSeconds(1)).read(token))
                .isEmpty();
        assertThat(at(NOW.minus(Duration.ofHours(1))).read(token)).isPresent();
        assertThat(at(NOW.minus(Duration.ofDays(2))).read(token)).isEmpty();
    }

    @Test
    void onlyRecipientsGetTokens() {
        for (String id : List.of("", "0123", "ada@example.com", ID + "00")) {
            assertThatThrownBy(() -> tokens.issue(id, "digest", "")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> tokens.issue(ID, "", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tokens.issue(ID, "d", "x".repeat(256))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secretsComeFromSettingsAndFiles(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("old"), OLD + "\n" + "x".repeat(40) + "\n");
        FanoutSettings settings =
                new FanoutSettings("fanouts.email.", Map.of("secret", NEW, "oldSecretsFile", file.toString()));
        UnsubscribeTokens read = UnsubscribeTokens.read(settings, CLOCK);
        settings.check();
        assertThat(read.read(tokens(OLD).issue(ID, "digest", ""))).isPresent();
        assertThat(read.read(tokens("x".repeat(40)).issue(ID, "digest", ""))).isPresent();
        assertThat(tokens.read(read.issue(ID, "digest", ""))).isPresent();
    }

    @Test
    void secretsThatAreTooShortAreFaults() {
        FanoutSettings settings = new FanoutSettings("fanouts.email.", Map.of("oldSecrets", OLD + ", short"));
        UnsubscribeTokens none = UnsubscribeTokens.read(settings, CLOCK);
        assertThatThrownBy(settings::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("fanouts.email.secret: missing")
                .hasMessageContaining("fanouts.email.oldSecrets: shorter than 32 bytes")
                .hasMessageNotContaining(OLD);
        assertThat(none.read(tokens(OLD).issue(ID, "digest", ""))).isEmpty();
    }

    @Test
    void linksLeadToAPublicAddress() {
        UnsubscribeLinks links = links("https://mail.example.com/");
        String url = links.url(ID, "digest", "r-1");
        assertThat(url).startsWith("https://mail.example.com/email/unsubscribe?t=");
        assertThat(tokens.read(url.substring(url.indexOf('=') + 1))).isPresent();
        assertThat(links.preferencesUrl(ID, "digest", "r-1"))
                .startsWith("https://mail.example.com/email/preferences?t=");
        assertThat(links.headers(ID, "digest", "r-1"))
                .containsEntry("List-Unsubscribe", "<" + url + ">")
                .containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        assertThat(links("http://127.0.0.1:8080").publicUrl()).isEqualTo("http://127.0.0.1:8080");
        for (String none : List.of(
                "",
                "mail.example.com",
                "http://mail.example.com",
                "https://u:p@example.com",
                "https://x.com?a=b",
                "ftp://x")) {
            assertThatThrownBy(() -> links(none))
                    .as(none)
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContaining("fanouts.email.publicUrl: ");
        }
    }

    private UnsubscribeLinks links(String url) {
        FanoutSettings settings = new FanoutSettings("fanouts.email.", Map.of("publicUrl", url));
        UnsubscribeLinks links = UnsubscribeLinks.read(settings, tokens);
        settings.check();
        return links;
    }

    private static UnsubscribeTokens at(Instant time) {
        return new UnsubscribeTokens(List.of(NEW.getBytes(UTF_8)), InstantSource.fixed(time));
    }

    private static UnsubscribeTokens tokens(String... secrets) {
        List<byte[]> bytes =
                List.of(secrets).stream().map(secret -> secret.getBytes(UTF_8)).toList();
        return new UnsubscribeTokens(bytes, CLOCK);
    }

    private static String text(byte[] token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }
}
