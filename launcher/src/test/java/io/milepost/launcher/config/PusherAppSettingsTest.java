package io.milepost.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import io.milepost.gateway.pusher.Webhook;
import io.milepost.gateway.pusher.Webhook.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PusherAppSettingsTest {
    @TempDir
    Path directory;

    @Test
    void theOnlyAppSharesTheGatewaysChannelsUnlessItSaysOtherwise() throws IOException {
        String app = "id: 1, key: one, secret: long-enough-for-an-app";
        assertThat(read("pusher: {apps: [{" + app + "}]}", false).get(0).channels())
                .isEqualTo(Channels.SHARED);
        assertThat(read("pusher: {apps: [{" + app + ", channels: own}]}", false)
                        .get(0)
                        .channels())
                .isEqualTo(Channels.OWN);
    }

    @Test
    void eachOfSeveralAppsSaysWhoseChannelsItHas() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "hidden-in-a-file-here\n");
        List<App> apps = read("""
                pusher:
                  apps:
                    - {id: 1, key: one, secret: "file:%s", channels: own}
                    - {id: 2, key: two, secret: open-to-all-who-read, channels: shared, requireTls: on, resume: off, clientEvents: off, subscriptionCounts: yes, members: 5}
                """.formatted(secret), false);
        assertThat(apps)
                .containsExactly(
                        new App("1", "one", "hidden-in-a-file-here", Channels.OWN, Switches.DEFAULTS, Limits.DEFAULTS),
                        new App(
                                "2",
                                "two",
                                "open-to-all-who-read",
                                Channels.SHARED,
                                new Switches(true, false, true, true, true, false),
                                new Limits(0, 10, 5, 10_240)));
    }

    @Test
    void devHasOneAndNobodyElseHasAny() throws IOException {
        assertThat(read("", false)).isEmpty();
        assertThat(read("pusher: {apps: []}", true)).isEmpty();
        App app = read("", true).get(0);
        assertThat(List.of(app.id(), app.key(), app.secret())).containsExactly("1001", "dev-key", "dev-secret");
        assertThat(app.channels()).isEqualTo(Channels.SHARED);
    }

    @Test
    void allFaultsAreToldAtOnce() {
        ConfigException faults = catchThrowableOfType(ConfigException.class, () -> read("""
                presence: {named: 150}
                pusher:
                  apps:
                    - {id: 1, key: one, secret: dev-secret, channels: all, clientEvents: maybe}
                    - {id: 1, key: one, members: many}
                    - {id: "a b", key: "k/", secret: sixteen-or-more-of-them, channels: shared}
                    - {id: 4, key: four, secret: sixteen-or-more-of-them, channels: shared, secrt: x}
                    - {id: 5, key: five, secret: fifteen-of-them, members: 151}
                """, false));
        assertThat(faults.faults())
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.secret: this is the secret of dev"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.channels: shared or own"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.clientEvents: \"maybe\""))
                .anyMatch(fault -> fault.startsWith("pusher.apps.1.id: there are two"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.1.key: app 1 has the same"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.1.channels: missing"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.1.secret: missing"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.1.members: \"many\""))
                .anyMatch(fault -> fault.startsWith("pusher.apps.2.id: 1 to 32 letters"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.2.key: 1 to 64 letters"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.3.channels: app a b shares"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.3.secrt: there is no such key"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.4.channels: missing"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.4.secret: at least 16 characters"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.4.members: 151 is more than presence.named, 150"))
                .hasSize(15);
    }

    @Test
    void webhooksAreToldOfEverythingUnlessTheySayOtherwise() throws IOException {
        List<App> apps = read("""
                pusher:
                  apps:
                    - id: 1
                      key: one
                      secret: long-enough-for-an-app
                      channels: shared
                      webhooks:
                        - {url: "https://example.com/hooks?token=t"}
                        - {url: "http://127.0.0.1:9000", events: [channel_occupied, client_event]}
                    - {id: 2, key: two, secret: long-enough-for-an-app, channels: own, webhooks: []}
                """, false);
        assertThat(apps.get(0).webhooks())
                .containsExactly(
                        new Webhook(URI.create("https://example.com/hooks?token=t"), EnumSet.allOf(Kind.class)),
                        new Webhook(
                                URI.create("http://127.0.0.1:9000"), Set.of(Kind.CHANNEL_OCCUPIED, Kind.CLIENT_EVENT)));
        assertThat(apps.get(0).toString()).doesNotContain("token");
        assertThat(apps.get(0).tells(Kind.CACHE_MISS)).isTrue();
        assertThat(apps.get(0).tells(Kind.SUBSCRIPTION_COUNT)).isFalse();
        assertThat(apps.get(1).webhooks()).isEmpty();
    }

    @Test
    void allFaultsOfWebhooksAreToldAtOnce() {
        String many = "{url: 'https://example.com/'},".repeat(11);
        ConfigException faults = catchThrowableOfType(ConfigException.class, () -> read("""
                fanouts: {webhooks-1-0: {kind: pusher}}
                pusher:
                  webhookTopic: ""
                  apps:
                    - id: 1
                      key: one
                      secret: long-enough-for-an-app
                      channels: own
                      webhooks:
                        - {url: "ftp://example.com/"}
                        - {events: "channel_occupied, nothing"}
                        - {url: "https://me:hidden@example.com/", events: []}
                        - {url: "/hooks", event: client_event}
                    - {id: 2, key: two, secret: long-enough-for-an-app, channels: own, webhooks: [%s]}
                    - {id: 3, key: three, secret: long-enough-for-an-app, channels: own, webhooks: "https://example.com/"}
                """.formatted(many), false));
        assertThat(faults.faults())
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.webhooks.0.url: an address such as"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.webhooks.1.url: missing"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.webhooks.1.events: \"nothing\" is none of"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.webhooks.2.url: a user"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.webhooks.2.events: none"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.webhooks.3.url: an address such as"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.0.webhooks.3.event: there is no such key"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.1.webhooks: 11 are more than 10"))
                .anyMatch(fault -> fault.startsWith("pusher.apps.2.webhooks: a list of mappings"))
                .anyMatch(fault -> fault.startsWith("pusher.webhookTopic: missing"))
                .anyMatch(fault -> fault.startsWith("fanouts.webhooks-1-0: a webhook's own"))
                .hasSize(11)
                .noneMatch(fault -> fault.contains("hidden"));
    }

    private List<App> read(String yaml, boolean dev) throws IOException {
        String all = "auth: {secret: " + "s".repeat(32) + "}\n" + yaml;
        Path file = Files.writeString(directory.resolve("milepost.yaml"), all);
        return NodeConfig.read(Settings.load(file, Map.of(), Map.of()), dev)
                .gateway()
                .apps();
    }
}
