package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.broker.TestKafka;
import io.milepost.fanout.Endpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a fan-out answers over HTTP: on a port of its own, or on the gateway's in dev. */
class EndpointsIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static HttpResponse<String> post(String address, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(address))
                        .timeout(Duration.ofSeconds(60))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void answers(String address) throws Exception {
        HttpResponse<String> answer = post(address + "/echo/below?x=1", "hello");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("hello");
        assertThat(answer.headers().firstValue("x-asked")).hasValue("POST /echo/below");
        assertThat(post(address + "/echo", "x".repeat(Endpoint.Request.MOST_BYTES))
                        .statusCode())
                .isEqualTo(202);
        assertThat(post(address + "/echo", "x".repeat(Endpoint.Request.MOST_BYTES + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(post(address + "/elsewhere", "hello").statusCode()).isEqualTo(404);
    }

    @Test
    void aFanoutAloneHasAPortForThem() throws Exception {
        try (GatewayProcess fanout = GatewayProcess.start(
                List.of("fanout", "calls", "--set", "fanouts.calls.kind=echo", "--http-port", "0"))) {
            answers(fanout.announced("answers /echo at "));
        }
        try (GatewayProcess fanout =
                GatewayProcess.start(List.of("fanout", "calls", "--set", "fanouts.calls.kind=echo"))) {
            assertThat(fanout.announced("does not answer /echo")).isEqualTo(": --http-port says where");
        }
        Cli nothing = Cli.run(
                "fanout",
                "calls",
                "--set",
                "fanouts.calls.kind=echo",
                "--set",
                "fanouts.calls.path=",
                "--http-port",
                "0");
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.err()).contains("answers nothing over HTTP");
    }

    @Test
    void devHasThemOnTheGatewaysPort() throws Exception {
        try (GatewayProcess dev = GatewayProcess.start(List.of(
                "dev",
                "--kafka",
                TestKafka.bootstrapServers(),
                "--port",
                "0",
                "--no-demo",
                "--set",
                "fanouts.calls.kind=echo"))) {
            answers(dev.ready());
        }
    }
}
