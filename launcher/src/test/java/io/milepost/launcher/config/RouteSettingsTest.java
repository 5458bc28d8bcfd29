package io.milepost.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.milepost.gateway.api.PusherClient;
import io.milepost.rollout.Rollout;
import io.milepost.route.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteSettingsTest {
    private static final String SECRET = "auth: {secret: " + "s".repeat(32) + "}\n";

    @TempDir
    Path directory;

    @Test
    void routesAreReadInTheirOrder() throws IOException {
        Routes routes = read("""
                routes:
                  - stream: activity
                    type: activity-*
                    channel: [team-*, pov-*]
                    to: native, pusher
                  - {stream: [chat, coll*], to: native}
                  - {type: secret, to: []}
                  - {stream: goal, to: }
                """).log().routes();
        assertThat(routes.takes("email", "activity", "activity-logged", "pov-1"))
                .isFalse();
        assertThat(routes.takes("pusher", "activity", "activity-logged", "team-1"))
                .isTrue();
        assertThat(routes.takes("email", "activity", "other", "team-1")).isTrue();
        assertThat(routes.takes("pusher", "collaboration", "edit", "collab-1")).isFalse();
        assertThat(routes.takes("native", "milestone", "secret", "team-1")).isFalse();
        assertThat(routes.takes("native", "goal", "goal-updated", "team-1")).isFalse();
    }

    @Test
    void moreThanTenRoutesKeepTheirOrder() throws IOException {
        StringBuilder yaml = new StringBuilder("routes:\n");
        for (int i = 0; i < 12; i++) {
            yaml.append("  - {type: t").append(i).append("*, to: [native]}\n");
        }
        yaml.append("  - {type: t*, to: [pusher]}\n");
        Routes routes = read(yaml.toString()).log().routes();
        assertThat(routes.takes("native", "goal", "t5", "team-1")).isTrue();
        assertThat(routes.takes("native", "goal", "tx", "team-1")).isFalse();
    }

    @Test
    void nothingSaidMeansEverythingEverywhere() throws IOException {
        assertThat(read("").log().routes()).isSameAs(Routes.NONE);
        assertThat(read("routes: []").log().routes()).isSameAs(Routes.NONE);
    }

    @Test
    void allFaultsAreSaidAtOnce() throws IOException {
        assertThat(faults("""
                routes:
                  - {stream: activty, to: native}
                  - {channel: "a b", type: "x y", to: [native, fax]}
                  - {stream: "nothing-*"}
                  - {type: , to: native}
                  - {chanel: x, to: native}
                  - {to: pusher}
                  - {stream: goal, to: native}
                """))
                .contains("routes.0.stream: there is no stream activty; the nearest is activity")
                .contains("routes.1.channel: \"a b\" is no pattern of channels")
                .contains("routes.1.type: \"x y\" is no pattern of event types")
                .contains("routes.1.to: there is no fan-out fax; there are email, native, pusher")
                .anyMatch(fault -> fault.startsWith("routes.2.stream: there is no stream nothing-*"))
                .contains("routes.2.to: missing; write to: [] for nowhere")
                .contains("routes.3.type: empty; leave it out for any")
                .contains("routes.4.chanel: there is no such key; the nearest is routes.*.channel")
                .contains("routes.6: never reached, since the route before it matches every event");
        assertThat(faults("routes: {to: native}")).contains("routes: a list of mappings is expected");
    }

    @Test
    void aRolloutMayNamePusherWhereItsClientIsConfigured() throws IOException {
        NodeConfig without = read("");
        assertThat(without.gateway().pusher()).isEmpty();
        assertThat(without.log().rollout().orElseThrow().providers()).containsExactly(Rollout.NATIVE);
        NodeConfig with = read("pusher: {key: k, cluster: eu, wsHost: ws.example, wsPort: 6001, wsTls: false}");
        assertThat(with.gateway().pusher())
                .contains(new PusherClient("k", "eu", Optional.of("ws.example"), 6001, false));
        assertThat(with.log().rollout().orElseThrow().topic()).isEqualTo("milepost.rollout");
        assertThat(with.log().rollout().orElseThrow().providers()).isEqualTo(Rollout.PROVIDERS);
        assertThat(read("rollout: {topic: ''}").log().rollout()).isEmpty();
    }

    private NodeConfig read(String yaml) throws IOException {
        return NodeConfig.read(settings(yaml), false);
    }

    private List<String> faults(String yaml) throws IOException {
        Settings settings = settings(yaml);
        return catchThrowableOfType(ConfigException.class, () -> NodeConfig.read(settings, false))
                .faults();
    }

    private Settings settings(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("milepost.yaml"), SECRET + yaml);
        return Settings.load(file, Map.of(), Map.of());
    }
}
