package io.milepost.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.InvalidSettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be set, and what is said of what cannot be. */
class PusherSettingsTest {
    private static final Map<String, String> LEAST = Map.of("appId", "1001", "key", "k", "secret", "s");

    private static PusherSettings read(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(LEAST);
        all.putAll(more);
        FanoutSettings settings = new FanoutSettings("fanouts.pusher.", all);
        PusherSettings read = PusherSettings.read(settings);
        settings.check();
        return read;
    }

    @Test
    void theLeastIsEnough() {
        PusherSettings settings = read(Map.of());
        assertThat(settings.account().toString()).isEqualTo("app 1001 at https://api-mt1.pusher.com");
        assertThat(settings.prefixes()).containsExactly("private-");
        assertThat(settings.identity()).isEqualTo("_event");
        assertThat(settings.maxBytes()).isEqualTo(10_240);
        assertThat(settings.large()).isEqualTo(PusherSettings.Large.DEAD_LETTER);
    }

    @Test
    void aClusterOrAServerOfOnesOwn() {
        assertThat(read(Map.of("cluster", "eu")).account().host()).isEqualTo("api-eu.pusher.com");
        assertThat(read(Map.of("host", "ws.example.org", "port", "6001", "scheme", "http"))
                        .account()
                        .toString())
                .isEqualTo("app 1001 at http://ws.example.org:6001");
        assertThat(read(Map.of("host", "ws.example.org", "port", "443"))
                        .account()
                        .host())
                .isEqualTo("ws.example.org");
    }

    @Test
    void aSecretMayLieInAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "from-a-file\n");
        FanoutSettings settings =
                new FanoutSettings("", Map.of("appId", "1", "key", "k", "secretFile", file.toString()));
        assertThat(PusherSettings.read(settings).account().secret()).isEqualTo("from-a-file");
        settings.check();
    }

    @Test
    void aFileWithNothingInItIsNoSecret(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "\n");
        FanoutSettings settings =
                new FanoutSettings("", Map.of("appId", "1", "key", "k", "secretFile", file.toString()));
        PusherSettings.read(settings);
        assertThatThrownBy(settings::check).hasMessageContaining("secretFile: ").hasMessageContaining("is empty");
    }

    @Test
    void allFaultsAreSaidAtOnceWithoutTheSecret() {
        Map<String, String> wrong = new HashMap<>();
        wrong.put("appId", "a/b?c");
        wrong.put("secret", "never-said");
        wrong.put("cluster", "EU west");
        wrong.put("host", "user@host/path");
        wrong.put("port", "0");
        wrong.put("scheme", "ftp");
        wrong.put("requestTimeout", "1h");
        wrong.put("connectTimeout", "soon");
        wrong.put("channels", "private,plain");
        wrong.put("large", "cut");
        wrong.put("maxBytes", "12");
        wrong.put("identity", "a b");
        wrong.put("colour", "red");
        wrong.put("key", "");
        assertThatThrownBy(() -> read(wrong))
                .isInstanceOfSatisfying(
                        InvalidSettingsException.class,
                        e -> assertThat(e.faults())
                                .allMatch(fault -> fault.startsWith("fanouts.pusher."))
                                .noneMatch(fault -> fault.contains("never-said"))
                                .extracting(fault -> fault.substring(15, fault.indexOf(':')))
                                .containsExactlyInAnyOrder(
                                        "appId",
                                        "cluster",
                                        "host",
                                        "port",
                                        "scheme",
                                        "requestTimeout",
                                        "connectTimeout",
                                        "channels",
                                        "large",
                                        "maxBytes",
                                        "identity",
                                        "colour",
                                        "key"));
    }

    @Test
    void aClusterIsAHostAlreadyAndAPortNeedsOne() {
        assertThatThrownBy(() -> read(Map.of("cluster", "eu", "host", "ws.example.org")))
                .hasMessageContaining("fanouts.pusher.cluster: ");
        assertThatThrownBy(() -> read(Map.of("port", "6001"))).hasMessageContaining("fanouts.pusher.port: ");
    }
}
