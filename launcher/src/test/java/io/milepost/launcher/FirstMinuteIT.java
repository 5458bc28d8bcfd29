package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.FreePort;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.pusher.Signature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does first, with the commands as they are documented, each in a process of its own. */
class FirstMinuteIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static final int PORT = FreePort.find();
    private static GatewayProcess dev;
    private static List<String> tailCommand;

    @BeforeAll
    static void start() throws Exception {
        dev = startDev();
        String line = dev.line();
        assertThat(line).startsWith("  ./milepost tail ");
        tailCommand =
                Arrays.asList(line.strip().split(" ")).subList(1, line.strip().split(" ").length);
    }

    @AfterAll
    static void stop() throws Exception {
        dev.terminate();
    }

    private static GatewayProcess startDev() {
        return GatewayProcess.start(List.of(
                "dev",
                "--port",
                Integer.toString(PORT),
                "--broker-port",
                "0",
                "--data",
                directory.resolve("kafka").toString()));
    }

    @Test
    void devSaysHowToSeeEventsAndTheyFlow() throws Exception {
        Cli tail = Cli.run(with(tailCommand, "--count", "3"));
        assertThat(tail.exit()).isZero();
        assertThat(tail.out()).hasSize(3);
        for (String line : tail.out()) {
            JsonNode event = JSON.readTree(line);
            assertThat(event.get("channel").asText()).isEqualTo("team-otters");
            assertThat(event.get("source").asText()).isEqualTo("/simulator");
        }
        assertThat(tail.err()).contains("note: signed with the secret of `dev`").contains("following team-otters");
    }

    @Test
    void whatIsPublishedFromAFileArrivesAtASocket() throws Exception {
        String token = Cli.run("token", "--user", "ada", "--channels", "team-123,lobby")
                .out()
                .get(0);
        try (TestClient socket = TestClient.connect(ws() + "?token=" + token + "&channel=team-123&channel=lobby")) {
            socket.drain();
            Cli published = Cli.runWithInput("""
                    {"stream":"activity","key":"123","type":"walked","data":{"n":1}}
                    {"stream":"activity","key":"123"}
                    nonsense
                    {"stream":"activity","key":"123","type":"activity-logged","extra":1}

                    {"stream":"channels","key":"lobby","type":"hello","data":"hi","id":"e2","time":"2026-01-02T03:04:05Z"}
                    {"stream":"nowhere","key":"1","type":"t"}
                    {"stream":"activity","key":"123","type":"walked","data":{"n":2}}
                    """, "publish", "--kafka", kafka());
            assertThat(published.exit()).isEqualTo(1);
            assertThat(published.out()).hasSize(3);
            assertThat(JSON.readTree(published.out().get(0)).fieldNames())
                    .toIterable()
                    .containsExactly("id", "topic", "partition", "offset");
            assertThat(published.err().lines())
                    .anyMatch(line -> line.equals("line 2: type: missing"))
                    .anyMatch(line -> line.startsWith("line 3: not one JSON object"))
                    .anyMatch(line -> line.equals("line 4: extra: there is no such field"))
                    .anyMatch(line -> line.startsWith("line 7: stream: \"nowhere\" is none of activity, goal"));
            List<String> arrived = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                JsonNode event = socket.next();
                arrived.add(event.get("channel").asText() + " " + event.get("data"));
                if (event.get("channel").asText().equals("lobby")) {
                    assertThat(event.get("id").asText()).isEqualTo("e2");
                    assertThat(event.get("timestamp").asText()).isEqualTo("2026-01-02T03:04:05Z");
                }
            }
            assertThat(arrived).containsExactlyInAnyOrder("team-123 {\"n\":1}", "team-123 {\"n\":2}", "lobby \"hi\"");
        }
    }

    @Test
    void aClientOfPushersFollowsTheTeamThatWalks() throws Exception {
        try (TestClient client = TestClient.connect("ws://127.0.0.1:" + PORT + "/app/dev-key?protocol=7")) {
            JsonNode hello = JSON.readTree(client.next().path("data").asText());
            String channel = "private-team-otters";
            String signature =
                    Signature.of("dev-secret", hello.path("socket_id").asText() + ":" + channel);
            client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\",\"auth\":\"dev-key:"
                    + signature + "\"}}");
            assertThat(client.next().path("event").asText()).isEqualTo("pusher_internal:subscription_succeeded");
            JsonNode event = client.next();
            while (event.path("event").asText().startsWith("pusher")) {
                event = client.next();
            }
            assertThat(event.path("channel").asText()).isEqualTo(channel);
            assertThat(JSON.readTree(event.path("data").asText()).isObject()).isTrue();
        }
    }

    @Test
    void oneEventIsPublishedFromTheCommandLine() {
        Cli published = Cli.run(
                "publish",
                "--kafka",
                kafka(),
                "--stream",
                "goal",
                "--key",
                "9",
                "--type",
                "goal-moved",
                "--data",
                "{\"n\":1}");
        assertThat(published.exit()).isZero();
        assertThat(published.out()).singleElement().asString().contains("\"topic\":\"goal\"");
        Cli tail = Cli.run("tail", "team-9", "--url", ws(), "--since", "earliest", "--count", "1");
        assertThat(tail.out()).singleElement().asString().contains("\"data\":{\"n\":1}");
        assertThat(Cli.run("publish", "--kafka", kafka(), "--stream", "goal").exit())
                .isEqualTo(2);
        Cli refused = Cli.run(
                "publish", "--kafka", kafka(), "--stream", "goal", "--key", "9", "--type", "pong", "--data", "{}");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("type: \"pong\" is reserved");
    }

    @Test
    void stoppedAndStartedAgainItGoesOnWhereTheClientWas() throws Exception {
        Cli before = Cli.run(with(tailCommand, "--since", "earliest", "--count", "5"));
        String cursor = JSON.readTree(before.out().get(4)).get("cursor").asText();
        Cli after = Cli.run(with(tailCommand, "--since", cursor, "--count", "8"));
        assertThat(dev.terminate()).isEqualTo(143);
        dev = startDev();
        Cli again = Cli.run(with(tailCommand, "--since", cursor, "--count", "8"));
        // Each stream has its order; between streams none is promised, so that all eight may be of one type.
        int compared = 0;
        for (String type : List.of("activity-logged", "goal-updated")) {
            List<String> first = ids(after, type);
            List<String> second = ids(again, type);
            int both = Math.min(first.size(), second.size());
            assertThat(second.subList(0, both)).isEqualTo(first.subList(0, both));
            compared += both;
        }
        assertThat(compared).isPositive();
    }

    private static List<String> ids(Cli tail, String type) throws Exception {
        List<String> ids = new ArrayList<>();
        for (String line : tail.out()) {
            JsonNode event = JSON.readTree(line);
            if (event.get("type").asText().equals(type)) {
                ids.add(event.get("id").asText());
            }
        }
        return ids;
    }

    @Test
    void aTokenIsPrintedBare() {
        Cli token = Cli.run("token", "--user", "ada");
        assertThat(token.out()).singleElement().asString().matches("[-_\\w]+\\.[-_\\w]+\\.[-_\\w]+");
        assertThat(token.err()).startsWith("note: signed with the secret of `dev`");
        Cli own = Cli.run("token", "--user", "ada", "--set", "auth.secret=" + "s".repeat(32));
        assertThat(own.err()).isEmpty();
        assertThat(Cli.run("token").exit()).isEqualTo(2);
    }

    @Test
    void aTokenThatIsNoGoodEndsTheTail() {
        Cli tail = Cli.run("tail", "team-1", "--url", ws(), "--token", "nonsense");
        assertThat(tail.exit()).isEqualTo(1);
        assertThat(tail.err()).contains("answered 401");
    }

    @Test
    void everyFaultOfAConfigurationIsSaidAtOnce() {
        Cli gateway = Cli.run(
                "gateway",
                "--set",
                "port=no",
                "--set",
                "ring.bytes=1KB",
                "--set",
                "streams.activity.template=team",
                "--set",
                "limits.silence=soon");
        assertThat(gateway.exit()).isEqualTo(2);
        assertThat(gateway.err())
                .contains("port: \"no\" is not a number")
                .contains("of 65536 bytes at least")
                .contains("streams.activity: template \"team\" holds no {key}")
                .contains("limits.silence: \"soon\" is not a time")
                .contains("auth: no key to check tokens with");
    }

    @Test
    void everyCommandHasExamples() {
        for (String command : List.of("dev", "gateway", "broker", "token", "publish", "tail", "bench")) {
            Cli help = Cli.run("help", command);
            assertThat(help.exit()).isZero();
            assertThat(String.join("\n", help.out())).contains("Examples:").contains("./milepost " + command);
        }
    }

    private static String ws() {
        return dev.ready().replace("http", "ws") + "/ws";
    }

    private static String kafka() {
        return dev.announced("Kafka listens on ");
    }

    private static String[] with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
