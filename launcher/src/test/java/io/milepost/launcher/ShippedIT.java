package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./milepost} runs, with the very jars it has: all kinds of fan-outs are among them. */
class ShippedIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void devHasMailFromTheFirstMinute() throws Exception {
        try (GatewayProcess dev = GatewayProcess.startShipped(List.of(
                "dev",
                "--port",
                Integer.toString(FreePort.find()),
                "--broker-port",
                "0",
                "--data",
                directory.resolve("kafka").toString()))) {
            assertThat(dev.line()).startsWith("  ./milepost tail ");
            assertThat(dev.line()).isEqualTo("  mail is at " + dev.ready() + "/dev/mail");
            await().atMost(Duration.ofSeconds(60)).until(() -> !mail(dev).isEmpty());
            JsonNode newest = mail(dev).get(0);
            assertThat(newest.path("to").get(0).asText()).endsWith("@example.com");
            assertThat(newest.path("headers").path("List-Unsubscribe").asText())
                    .startsWith("<" + dev.ready() + "/email/unsubscribe?t=");
            assertThat(get(dev.ready() + newest.path("html").asText())).contains("<!doctype html>");
            Cli became = Cli.runShipped(
                    "tail",
                    "email-user-ada",
                    "--url",
                    dev.ready().replace("http", "ws") + "/ws",
                    "--since",
                    "earliest",
                    "--count",
                    "1");
            assertThat(became.out()).singleElement().asString().contains("\"type\":\"email-sent\"");
            assertThat(dev.terminate()).isEqualTo(143);
        }
    }

    @Test
    void everyKindOfFanoutIsKnown() {
        Cli pusher = Cli.runShipped("fanout", "pusher", "--set", "fanouts.pusher.appId=1");
        assertThat(pusher.exit()).isEqualTo(2);
        assertThat(pusher.err()).contains("fanouts.pusher.key: ").doesNotContain("no kind of fan-out");
        Cli email = Cli.runShipped("fanout", "email", "--set", "fanouts.email.variables.EMAIL_PROVIDER=smtp");
        assertThat(email.exit()).isEqualTo(2);
        assertThat(email.err()).contains("SMTP_HOST: missing").doesNotContain("no kind of fan-out");
    }

    private static JsonNode mail(GatewayProcess dev) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get(dev.ready() + "/dev/mail"));
    }

    private static String get(String address) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
    }
}
