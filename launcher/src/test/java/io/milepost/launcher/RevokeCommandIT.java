package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.TestKafka;
import io.milepost.channel.Streams;
import io.milepost.gateway.TestClient;
import io.milepost.log.KafkaEventLog;
import io.milepost.log.LogConfig;
import io.milepost.log.Revocations;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tokens from their making to their end by command. */
class RevokeCommandIT {
    private final String topic = TestKafka.uniqueTopic("revocations");

    @Test
    void whatIsRevokedIsRevokedOnARunningNodeUntilItIsLifted() {
        LogConfig config = LogConfig.of(TestKafka.bootstrapServers()).withRevocations(Optional.of(topic));
        try (KafkaEventLog log = KafkaEventLog.open(config, Streams.DEFAULTS)) {
            log.ready().orTimeout(60, TimeUnit.SECONDS).join();
            Revocations known = log.revocations();
            Instant before = Instant.now();
            assertThat(revoke("--user", "ada")).isZero();
            await().until(() -> known.isRevoked(null, "ada", before));
            assertThat(known.isRevoked(null, "ada", Instant.now().plusSeconds(5)))
                    .isFalse();
            String soon = Instant.now().plusSeconds(3_600).toString();
            assertThat(revoke("--jti", "t1", "--until", soon)).isZero();
            await().until(() -> known.isRevoked("t1", "bob", before));
            assertThat(revoke("--jti", "t1", "--lift")).isZero();
            await().until(() -> !known.isRevoked("t1", "bob", before));
        }
    }

    @Test
    void anOpenConnectionEndsWithItsToken() {
        String token = NodeUnderTest.token(Map.of("sub", "ada", "jti", "t2"));
        try (NodeUnderTest node = NodeUnderTest.start(Map.of("auth.revocations", topic));
                TestClient client = node.open("/ws?token=" + token)) {
            assertThat(client.drain()).isEmpty();
            assertThat(revoke("--jti", "t2")).isZero();
            assertThat(client.expect("error").path("code").asText()).isEqualTo("unauthenticated");
            assertThat(client.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void aWrongUseIsSaid() {
        assertThat(revoke()).isEqualTo(2);
        assertThat(revoke("--user", "ada", "--jti", "t1")).isEqualTo(2);
        assertThat(revoke("--jti", "t1", "--until", "tomorrow")).isEqualTo(2);
        assertThat(revoke("--jti", "t1", "--until", "2999-01-01T00:00:00Z")).isEqualTo(2);
    }

    @Test
    void aTokenSaysWhatTheCommandWasTold() throws IOException {
        JsonNode plain = token("--user", "ada", "--channels", "team-*,lobby");
        assertThat(plain.path("sub").asText()).isEqualTo("ada");
        assertThat(plain.path("jti").asText()).isNotEmpty();
        assertThat(plain.path("publish")).isEqualTo(plain.path("channels")).hasSize(2);
        JsonNode full = token(
                "--user",
                "ada",
                "--publish",
                "chat-*",
                "--name",
                "Ada",
                "--avatar",
                "https://a.example/a.png",
                "--claim",
                "role=member",
                "--claim",
                "email=a@b.example");
        assertThat(full.path("channels").get(0).asText()).isEqualTo("*");
        assertThat(full.path("publish").get(0).asText()).isEqualTo("chat-*");
        assertThat(full.path("name").asText()).isEqualTo("Ada");
        assertThat(full.path("avatar").asText()).isEqualTo("https://a.example/a.png");
        assertThat(full.path("role").asText()).isEqualTo("member");
        assertThat(full.path("email").asText()).isEqualTo("a@b.example");
        JsonNode pov = token("--user", "ada", "--channels", "", "--claim", "role=member");
        assertThat(pov.has("channels") || pov.has("publish")).isFalse();
    }

    private int revoke(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("revoke", "--kafka", TestKafka.bootstrapServers(), "--set", "auth.revocations=" + topic));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new)).exit();
    }

    private static JsonNode token(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("token"));
        arguments.addAll(List.of(more));
        String token = Cli.run(arguments.toArray(String[]::new)).out().get(0);
        return new ObjectMapper().readTree(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8));
    }
}
