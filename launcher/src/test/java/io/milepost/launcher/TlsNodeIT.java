package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.tls.TestCertificate;
import io.milepost.launcher.config.ConfigWatch;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node with TLS as operators have it: files that are replaced while it runs, and our own command as its client. */
class TlsNodeIT {
    private static final String SECRET = "a-secret-for-tests-that-is-long-enough";
    private static final String TOKEN = new TokenMint(SECRET)
            .mint(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")), Duration.ofMinutes(10));

    @TempDir
    Path directory;

    private Path certificate;
    private Path key;

    private void install(TestCertificate installed) throws IOException {
        Files.writeString(certificate, installed.certificatePem());
        Files.writeString(key, installed.keyPem());
    }

    @Test
    void itIsFollowedByOurCommandAndTakesAnotherCertificate() throws Exception {
        certificate = directory.resolve("tls.crt");
        key = directory.resolve("tls.key");
        TestCertificate first = TestCertificate.of("one");
        TestCertificate next = TestCertificate.of("other");
        install(first);
        Map<String, String> said = NodeUnderTest.said(Map.of(
                "auth.secret",
                SECRET,
                "reload",
                "100ms",
                "tls.certificate",
                certificate.toString(),
                "tls.key",
                key.toString()));
        Supplier<Settings> settings = () -> Settings.load(Path.of("milepost.yaml"), Map.of(), said);
        Settings started = settings.get();
        try (Node node = Node.start(NodeConfig.read(started, false), words -> {});
                Reload reload = Reload.start(new ConfigWatch(started, settings), node)) {
            assertThat(reload).isNotNull();
            assertThat(say(node, first)).contains(200);
            assertThat(tail(node)).contains("\"text\":\"hello\"");
            install(next);
            await().until(() -> say(node, next), answer -> answer.equals(Optional.of(200)));
            assertThat(say(node, first)).isEmpty();
            assertThat(tail(node)).contains("\"text\":\"hello\"");
        }
    }

    /** Publishes over HTTP. Returns the status, or nothing if the node is not believed. */
    private static Optional<Integer> say(Node node, TestCertificate trusted) {
        String event = "{\"channel\":\"chat-lobby\",\"event\":\"message\",\"data\":{\"text\":\"hello\"}}";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + node.port() + "/api/websocket/send"))
                .header("Authorization", "Bearer " + TOKEN)
                .POST(BodyPublishers.ofString(event))
                .build();
        try {
            HttpClient http =
                    HttpClient.newBuilder().sslContext(trusted.trusting()).build();
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return Optional.of(answer.statusCode());
        } catch (javax.net.ssl.SSLHandshakeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first event of the channel, as the command prints it. */
    private String tail(Node node) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Milepost.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(
                        "tail",
                        "chat-lobby",
                        "--url",
                        "https://127.0.0.1:" + node.port(),
                        "--ca",
                        certificate.toString(),
                        "--token",
                        TOKEN,
                        "--since",
                        "earliest",
                        "--count",
                        "1");
        assertThat(exit).as(err.toString()).isZero();
        return out.toString();
    }
}
