package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.FreePort;
import io.milepost.launcher.config.NodeConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The console of a node whose Kafka is away. */
@Timeout(180)
class ConsoleWithoutKafkaIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void itSaysThatKafkaIsAway() throws Exception {
        int port = FreePort.find();
        NodeConfig config = NodeConfig.read(
                NodeUnderTest.settings(Map.of("kafka", "127.0.0.1:" + FreePort.find(), "port", Integer.toString(port))),
                true);
        Thread starting = new Thread(() -> {
            try {
                Node.start(config, words -> {}).close();
            } catch (CommandFailedException e) {
                // As it is interrupted.
            }
        });
        starting.start();
        try {
            HttpClient http = HttpClient.newHttpClient();
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                HttpResponse<String> answer = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/console/api/overview"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                JsonNode overview = JSON.readTree(answer.body());
                assertThat(overview.at("/kafka/ok").asBoolean(true)).isFalse();
                assertThat(overview.path("ready").asBoolean(true)).isFalse();
            });
        } finally {
            starting.interrupt();
            starting.join(30_000);
        }
    }
}
