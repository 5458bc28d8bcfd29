package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.TestKafka;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** A rollout from the command to the clients of a running node. */
class RolloutCommandIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ADA = NodeUnderTest.token(Map.of("sub", "ada"));
    private static final String BOB = NodeUnderTest.token(Map.of("sub", "bob"));

    private final String topic = TestKafka.uniqueTopic("rollout");

    @Test
    void aChangeIsSeenByClientsOfARunningNode() {
        try (NodeUnderTest node =
                NodeUnderTest.start(Map.of("rollout.topic", topic, "pusher.key", "app-key", "pusher.cluster", "eu"))) {
            JsonNode before = config(node);
            assertThat(before.path("provider").asText()).isEqualTo("native");
            assertThat(before.path("providers")).hasSize(1);
            assertThat(before.has("pusher")).isFalse();
            set(
                    "--default",
                    "native",
                    "--user",
                    "ada=pusher",
                    "--channel",
                    "pov-*=pusher",
                    "--channel",
                    "team-1=native");
            changed(node, ADA, now -> now.path("provider").asText().equals("pusher"));
            JsonNode bob = config(node, "Authorization", "Bearer " + BOB);
            assertThat(bob.path("provider").asText()).isEqualTo("native");
            assertThat(bob.path("channels").toString())
                    .isEqualTo("[{\"pattern\":\"team-1\",\"provider\":\"native\"},"
                            + "{\"pattern\":\"pov-*\",\"provider\":\"pusher\"}]");
            assertThat(bob.path("pusher").toString())
                    .isEqualTo("{\"key\":\"app-key\",\"cluster\":\"eu\",\"forceTLS\":true}");
            assertThat(config(node).path("provider").asText()).isEqualTo("native");
            set("--default", "pusher", "--percent", "native=100", "--both");
            JsonNode both = changed(node, BOB, now -> now.path("providers").size() == 2);
            assertThat(both.path("providers").toString()).isEqualTo("[\"native\",\"pusher\"]");
            assertThat(config(node).path("provider").asText()).isEqualTo("pusher");
            assertThat(run("clear").exit()).isZero();
            changed(node, ADA, now -> now.path("providers").toString().equals("[\"native\"]"));
        }
    }

    @Test
    void whoAsksIsKnownByTokenOrCookieAndAWrongTokenIsSaid() {
        set("--default", "native", "--user", "ada=pusher");
        try (NodeUnderTest node = NodeUnderTest.start(Map.of("rollout.topic", topic, "pusher.key", "app-key"))) {
            assertThat(config(node, "Cookie", "accessToken=" + ADA)
                            .path("provider")
                            .asText())
                    .isEqualTo("pusher");
            assertThat(config(node, "Cookie", "accessToken=old")
                            .path("provider")
                            .asText())
                    .isEqualTo("native");
            HttpResponse<String> answer =
                    node.request("GET", "/api/realtime/config", "", "Authorization", "Bearer nonsense");
            assertThat(answer.statusCode()).isEqualTo(401);
            answer = node.request("GET", "/api/realtime/config", "", "Origin", "https://app.example");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains("*");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    @Test
    void whatCannotBeFollowedChangesNothing() {
        set("--default", "native", "--user", "ada=pusher");
        try (NodeUnderTest node = NodeUnderTest.start(Map.of("rollout.topic", topic, "pusher.key", "app-key"));
                NodeUnderTest withoutPusher = NodeUnderTest.start(Map.of("rollout.topic", topic))) {
            assertThat(config(withoutPusher, "Authorization", "Bearer " + ADA)
                            .path("provider")
                            .asText())
                    .isEqualTo("native");
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                    new StringSerializer(),
                    new StringSerializer())) {
                producer.send(new ProducerRecord<>(topic, "rollout", "{no"));
                producer.send(new ProducerRecord<>(topic, "rollout", "{\"default\":\"telex\"}"));
                producer.send(new ProducerRecord<>(topic, "else", "{\"default\":\"pusher\"}"));
            }
            assertThat(config(node, "Authorization", "Bearer " + ADA)
                            .path("provider")
                            .asText())
                    .isEqualTo("pusher");
            // What comes after is followed, so that the bad records have been read by then.
            set("--default", "native", "--user", "bob=pusher");
            changed(node, BOB, now -> now.path("provider").asText().equals("pusher"));
        }
    }

    @Test
    void whatIsShownCanBeSetAgain() {
        assertThat(run("show").out()).containsExactly("{\"default\":\"native\",\"both\":false,\"providers\":{}}");
        String json = set("--default", "pusher", "--percent", "native=25", "--user", "a=b=native");
        assertThat(run("show").out()).containsExactly(json);
        assertThat(json).contains("\"percent\":25", "\"users\":[\"a=b\"]");
        Cli again = Cli.runWithInput(
                json.replace("25", "50"), arguments("set", "--file", "-").toArray(String[]::new));
        assertThat(again.exit()).as(again.err()).isZero();
        assertThat(run("show").out()).containsExactly(json.replace("25", "50"));
    }

    @Test
    void aWrongRolloutIsSaidAndNotPublished() {
        assertThat(run("set").exit()).isEqualTo(2);
        assertThat(run("set", "--default", "native", "--user", "ada").err())
                .contains("--user: ada is not NAME=PROVIDER");
        Cli wrong = run("set", "--default", "telex", "--percent", "pusher=120");
        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("default: unknown provider; known are native, pusher")
                .contains("providers.pusher.percent: a whole number from 0 to 100 is expected");
        assertThat(run("set", "--file", "nowhere.json").err()).contains("--file: nowhere.json cannot be read");
        assertThat(run("show").out()).containsExactly("{\"default\":\"native\",\"both\":false,\"providers\":{}}");
    }

    private static JsonNode changed(NodeUnderTest node, String token, Predicate<JsonNode> expected) {
        return await("the rollout's change")
                .atMost(Duration.ofSeconds(30))
                .until(() -> config(node, "Authorization", "Bearer " + token), expected);
    }

    private static JsonNode config(NodeUnderTest node, String... headers) {
        HttpResponse<String> answer = node.request("GET", "/api/realtime/config", "", headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private String set(String... more) {
        List<String> arguments = new ArrayList<>(List.of("set"));
        arguments.addAll(List.of(more));
        Cli done = run(arguments.toArray(String[]::new));
        assertThat(done.exit()).as(done.err()).isZero();
        return done.out().get(0);
    }

    private Cli run(String... more) {
        return Cli.run(arguments(more).toArray(String[]::new));
    }

    private List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of("rollout"));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--kafka", TestKafka.bootstrapServers(), "--set", "rollout.topic=" + topic));
        return arguments;
    }
}
