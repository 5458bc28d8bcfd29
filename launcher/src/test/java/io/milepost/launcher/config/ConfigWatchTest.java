package io.milepost.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.milepost.gateway.tls.TestCertificate;
import io.milepost.route.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a running gateway follows of a configuration that changes, and what it says of the rest. */
class ConfigWatchTest {
    private static final String OLD = "o".repeat(32);
    private static final String NEW = "n".repeat(32);

    @TempDir
    Path directory;

    private final Logger logger = (Logger) LoggerFactory.getLogger(ConfigWatch.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private Path file;
    private Path secret;
    private ConfigWatch watch;

    @BeforeEach
    void start() throws IOException {
        said.start();
        logger.addAppender(said);
        file = directory.resolve("milepost.yaml");
        secret = Files.writeString(directory.resolve("secret"), OLD);
        write("limits: {subscriptions: 7}\n");
        watch = new ConfigWatch(settings(), this::settings);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(said);
    }

    private Settings settings() {
        return Settings.load(file, Map.of(), Map.of("port", "1"));
    }

    private void write(String yaml) throws IOException {
        Files.writeString(file, "auth: {secretFile: " + secret + "}\n" + yaml);
    }

    /** Twice, as what has not settled counts for nothing. */
    private Optional<NodeConfig> look() {
        assertThat(watch.look()).isEmpty();
        return watch.look();
    }

    private List<String> lines() {
        return said.list.stream().map(Object::toString).toList();
    }

    @Test
    void nothingNewIsNothing() throws IOException {
        assertThat(look()).isEmpty();
        write("limits: {subscriptions: 7} # as ever\n");
        assertThat(look()).isEmpty();
        assertThat(said.list).isEmpty();
    }

    @Test
    void limitsAndGrantsAreFollowed() throws IOException {
        write("limits: {subscriptions: 8}\ngrants: [{channels: [lobby]}]\n");
        NodeConfig changed = look().orElseThrow();
        assertThat(changed.gateway().sessions().subscriptions()).isEqualTo(8);
        assertThat(changed.gateway().auth().grants()).hasSize(1);
        assertThat(look()).isEmpty();
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("is followed: grants, grants.0.channels, limits.subscriptions");
    }

    @Test
    void routesAreFollowedAsAWhole() throws IOException {
        write("limits: {subscriptions: 7}\nroutes: [{type: audit-*, to: []}]\n");
        Routes followed = look().orElseThrow().log().routes();
        assertThat(followed.takes("native", "activity", "audit-trail", "team-1"))
                .isFalse();
        assertThat(lines()).singleElement().asString().contains("is followed: routes, routes.0.to, routes.0.type");
        write("limits: {subscriptions: 7}\nroutes: [{typ: audit-*, stream: chat}, {to: nobody}]\n");
        assertThat(look()).isEmpty();
        assertThat(watch.faults()).isEqualTo(3);
        assertThat(lines())
                .last()
                .asString()
                .contains("is not followed")
                .contains("routes.0.typ: there is no such key")
                .contains("routes.0.to: missing")
                .contains("routes.1.to: there is no fan-out nobody");
        write("limits: {subscriptions: 7}\n");
        assertThat(look().orElseThrow().log().routes().isEmpty()).isTrue();
        assertThat(watch.faults()).isZero();
    }

    @Test
    void whatIsBeingWrittenCountsForNothing() throws IOException {
        write("");
        assertThat(watch.look()).isEmpty();
        write("limits: {subscriptions: 7}\n");
        assertThat(look()).isEmpty();
        assertThat(said.list).isEmpty();
    }

    @Test
    void keysInFilesAreFollowedAndNeverSaid() throws IOException {
        Files.writeString(secret, NEW);
        assertThat(look().map(config -> config.gateway().auth().secrets().get(0).value()))
                .contains(NEW);
        assertThat(look()).isEmpty();
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("is followed: auth")
                .doesNotContain(NEW);
    }

    @Test
    void whatHasAFaultIsNotFollowedAndSaidOnce() throws IOException {
        write("limits: {subscriptions: 8, frameBites: 1}\n");
        assertThat(look()).isEmpty();
        assertThat(look()).isEmpty();
        assertThat(lines()).singleElement().asString().contains("the nearest is limits.frameBytes");
        write("limits: {subscriptions: 9}\n");
        assertThat(look().map(config -> config.gateway().sessions().subscriptions()))
                .contains(9);
        Files.delete(secret);
        assertThat(look()).as("a file that is being replaced").isEqualTo(Optional.empty());
    }

    @Test
    void whatOnlyARestartCanChangeIsSaidOnce() throws IOException {
        write("limits: {subscriptions: 7}\nhost: 127.0.0.2\nstreams: {chat: {type: say}}\n");
        assertThat(look()).isEmpty();
        assertThat(look()).isEmpty();
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("only a restart can change this: host, streams.chat.type");
        write("limits: {subscriptions: 7}\n");
        assertThat(look()).isEmpty();
        assertThat(lines()).last().asString().contains("waits for a restart any more");
    }

    @Test
    void aCertificateIsFollowedWhenItsKeyIsThereTooAndWhetherThereIsOneIsNot() throws IOException {
        TestCertificate first = TestCertificate.of("one");
        TestCertificate next = TestCertificate.of("other");
        Path certificate = Files.writeString(directory.resolve("tls.crt"), first.certificatePem());
        Path key = Files.writeString(directory.resolve("tls.key"), first.keyPem());
        String limits = "limits: {subscriptions: 7}\n";
        String tls = limits + "tls: {certificate: " + certificate + ", key: " + key + "}\n";
        write(tls);
        assertThat(look()).isEmpty();
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("only a restart can change this: ", "tls.certificate, tls.key");

        watch = new ConfigWatch(settings(), this::settings);
        Files.writeString(certificate, next.certificatePem());
        assertThat(look()).isEmpty();
        assertThat(lines()).last().asString().contains("tls.key: not the key of the first certificate");
        Files.writeString(key, next.keyPem());
        assertThat(look().flatMap(config -> config.gateway().tls())).contains(next.config());
        assertThat(lines()).last().asString().contains("is followed: tls").doesNotContain("BEGIN");

        write(limits);
        assertThat(look()).isEmpty();
        assertThat(lines()).last().asString().contains("only a restart can change this: tls.certificate, tls.key");
        write(tls);
        assertThat(look().flatMap(config -> config.gateway().tls())).contains(next.config());
        Files.writeString(certificate, first.certificatePem());
        Files.writeString(key, first.keyPem());
        assertThat(look().flatMap(config -> config.gateway().tls())).contains(first.config());
    }
}
