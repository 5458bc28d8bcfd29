package io.milepost.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.milepost.gateway.TlsConfig;
import io.milepost.gateway.tls.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a certificate and its key may stand, and what is said at start of what cannot work. */
class TlsSettingsTest {
    private static TestCertificate certificate;

    @TempDir
    Path directory;

    @BeforeAll
    static void make() {
        certificate = TestCertificate.of("one");
    }

    private static Optional<TlsConfig> read(Map<String, String> environment, Map<String, String> said) {
        Settings settings = Settings.load(Path.of("milepost.yaml"), environment, said);
        Optional<TlsConfig> tls = TlsSettings.read(settings);
        settings.check();
        return tls;
    }

    private static List<String> faults(Map<String, String> said) {
        return catchThrowableOfType(ConfigException.class, () -> read(Map.of(), said))
                .faults();
    }

    @Test
    void nothingSaidIsSpeakingInClear() {
        assertThat(read(Map.of(), Map.of())).isEmpty();
        assertThat(read(Map.of("MILEPOST_TLS_CERTIFICATE", ""), Map.of("tls.key", "")))
                .isEmpty();
    }

    @Test
    void filesAreNamedOrTheirTextIsGiven() throws Exception {
        Path shown = Files.writeString(directory.resolve("tls.crt"), certificate.certificatePem());
        Path key = Files.writeString(directory.resolve("tls.key"), certificate.keyPem());
        assertThat(read(Map.of(), Map.of("tls.certificate", shown.toString(), "tls.key", key.toString())))
                .contains(certificate.config());
        assertThat(read(
                        Map.of("MILEPOST_TLS_CERTIFICATE", shown.toString(), "MILEPOST_TLS_KEY_FILE", key.toString()),
                        Map.of()))
                .hasValueSatisfying(tls -> assertThat(tls.faults()).isEmpty());
        assertThat(read(Map.of(), Map.of("tls.certificate", shown.toString(), "tls.key", "file:" + key)))
                .hasValueSatisfying(tls -> assertThat(tls.faults()).isEmpty());
    }

    @Test
    void faultsNameTheirKeyAllAtOnceAndRepeatNothing() throws Exception {
        assertThat(faults(Map.of("tls.certificate", "/nowhere/tls.crt", "tls.key", "/nowhere/tls.key")))
                .containsExactly(
                        "tls.certificate: /nowhere/tls.crt cannot be read", "tls.key: /nowhere/tls.key cannot be read");
        assertThat(faults(Map.of("tls.certificate", "/nowhere/tls.crt")))
                .containsExactly(
                        "tls.key: missing; tls.certificate is nothing without it",
                        "tls.certificate: /nowhere/tls.crt cannot be read");
        Path noPem = Files.writeString(directory.resolve("no.pem"), "what nobody is to see");
        assertThat(faults(Map.of("tls.certificate", noPem.toString(), "tls.key", noPem.toString())))
                .containsExactly("tls.certificate: no certificate in PEM");
    }
}
