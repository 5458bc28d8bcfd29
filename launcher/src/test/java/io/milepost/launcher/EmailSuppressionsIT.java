package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.TestKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Who gets no mail, by command, while the fan-out runs. */
class EmailSuppressionsIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final String topics = TestKafka.uniqueTopic("mail");

    private Cli suppressions(String... arguments) {
        List<String> all = new ArrayList<>(List.of("email", "suppressions"));
        all.addAll(List.of(arguments));
        all.addAll(settings());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Milepost.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(all.toArray(String[]::new));
        return new Cli(exit, out.toString().lines().toList(), err.toString());
    }

    private List<String> settings() {
        return List.of("--kafka", TestKafka.bootstrapServers(), "--set", "fanouts.email.topics=" + topics);
    }

    private GatewayProcess fanout() {
        List<String> arguments = new ArrayList<>(List.of("fanout", "email"));
        arguments.addAll(settings());
        arguments.addAll(List.of(
                "--set",
                "fanouts.email.group=" + topics,
                "--set",
                "fanouts.email.partitions=2",
                "--set",
                "fanouts.email.variables.EMAIL_PROVIDER=mock"));
        return GatewayProcess.start(arguments);
    }

    @Test
    void whoIsAddedIsListedUntilRemoved() throws Exception {
        try (GatewayProcess fanout = fanout()) {
            Cli none = suppressions("list");
            assertThat(none.out()).isEmpty();
            assertThat(none.err()).contains("nobody is suppressed");
            Cli added = suppressions("add", "Ada@Example.com");
            assertThat(added.exit()).isZero();
            assertThat(added.out()).isEmpty();
            assertThat(added.err()).containsIgnoringCase("written").doesNotContainIgnoringCase("ada");
            assertThat(suppressions("add", "bob@example.com", "--reason", "complaint")
                            .exit())
                    .isZero();
            await().atMost(SOON).until(() -> suppressions("list").out().size() == 2);
            Cli listed = suppressions("list");
            assertThat(listed.err()).contains("2 suppressed").doesNotContain("example.com");
            JsonNode youngest = new ObjectMapper().readTree(listed.out().get(0));
            assertThat(youngest.path("address").asText()).isEqualTo("bob@example.com");
            assertThat(youngest.path("reason").asText()).isEqualTo("complaint");
            assertThat(youngest.path("until").isNull()).isTrue();
            assertThat(suppressions("remove", "ada@EXAMPLE.com").exit()).isZero();
            await().atMost(SOON).until(() -> suppressions("list").out().size() == 1);
            assertThat(fanout.terminate()).isEqualTo(143);
        }
    }

    @Test
    void aWrongUseIsSaidWithoutTheAddress() {
        Cli odd = suppressions("add", "not an address");
        assertThat(odd.exit()).isEqualTo(2);
        assertThat(odd.err()).contains("ADDRESS: ").doesNotContain("not an address");
        assertThat(suppressions("add", "ada@example.com", "--reason", "mood").exit())
                .isEqualTo(2);
        Cli missing = suppressions("add", "ada@example.com");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("./milepost fanout email makes them").doesNotContain("ada@");
        assertThat(suppressions().exit()).isEqualTo(2);
    }
}
