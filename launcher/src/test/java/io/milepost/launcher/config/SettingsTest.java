package io.milepost.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.StreamSpec.Delivery;
import io.milepost.gateway.ManagementAddress;
import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.AuthConfig.PublicKey;
import io.milepost.gateway.auth.AuthConfig.Secret;
import io.milepost.gateway.auth.Grant;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.log.peer.PeerTopics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final String SECRET = "s".repeat(32);

    @TempDir
    Path directory;

    @Test
    void nothingSaidMeansTheDefaults() throws Exception {
        NodeConfig config = read("", Map.of(), Map.of("auth.secret", SECRET));
        assertThat(config.gateway().host()).isEqualTo("127.0.0.1");
        assertThat(config.gateway().port()).isEqualTo(8080);
        assertThat(config.gateway().management()).contains(new ManagementAddress("127.0.0.1", 8081));
        assertThat(config.log().kafka()).containsEntry("bootstrap.servers", "127.0.0.1:9092");
        assertThat(config.log().ringBytes()).isEqualTo(64L << 20);
        assertThat(config.streams().all()).hasSize(9);
    }

    @Test
    void whereOthersThanThisMachineReachTheManagementListenerTheConsoleWantsItsToken() throws Exception {
        assertThat(read("", Map.of(), Map.of("auth.secret", SECRET))
                        .console()
                        .access()
                        .loopback())
                .isTrue();
        NodeConfig config = read("managementHost: 0.0.0.0\n", Map.of(), Map.of("auth.secret", SECRET));
        assertThat(config.gateway().management()).contains(new ManagementAddress("0.0.0.0", 8081));
        assertThat(config.console().access().loopback()).isFalse();
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentOverTheFile() throws Exception {
        NodeConfig config = read(
                "port: 1\nhost: file\nkafka: file:9092\nauth: {secret: " + SECRET + "}\n",
                Map.of("MILEPOST_PORT", "2", "MILEPOST_HOST", "env", "MILEPOST_LIMITS_AUTH_TIMEOUT", "7s", "HOME", "x"),
                Map.of("port", "3"));
        assertThat(config.gateway().port()).isEqualTo(3);
        assertThat(config.gateway().host()).isEqualTo("env");
        assertThat(config.gateway().sessions().authTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.log().kafka()).containsEntry("bootstrap.servers", "file:9092");
    }

    @Test
    void pushersOwnVariablesConfigureItsFanOutIfTheyNameAnApp() {
        Map<String, String> variables = Map.of(
                "PUSHER_KEY", "key",
                "NEXT_PUBLIC_PUSHER_KEY", "for-browsers",
                "PUSHER_SECRET_FILE", "/run/secrets/pusher",
                "NEXT_PUBLIC_PUSHER_CLUSTER", "eu");
        Path none = directory.resolve("none.yaml");
        assertThat(Settings.load(none, variables, Map.of()).fanouts()).isEmpty();
        Map<String, String> all = new HashMap<>(variables);
        all.put("PUSHER_APP_ID", "1001");
        Settings settings = Settings.load(none, all, Map.of("fanouts.pusher.cluster", "us2"));
        assertThat(settings.fanouts())
                .containsExactly(Map.entry(
                        "pusher",
                        Map.of("appId", "1001", "key", "key", "secretFile", "/run/secrets/pusher", "cluster", "us2")));
        assertThat(settings.text(Options.PUSHER_KEY)).isEqualTo("key");
        all.put("PUSHER_HOST", "127.0.0.1");
        all.put("PUSHER_PORT", "");
        assertThat(Settings.load(none, all, Map.of()).fanouts().get("pusher"))
                .containsEntry("host", "127.0.0.1")
                .doesNotContainKeys("cluster", "port");
    }

    @Test
    void streamsAreChangedAndAdded() throws Exception {
        NodeConfig config = read("""
                auth: {secret: %s}
                kafkaSettings: {security_protocol: SASL_SSL}
                origins: [https://a.example, https://b.example]
                streams:
                  activity: {topic: prod.activity, public: true}
                  order: {template: "order-{key:[0-9]+}", type: order-changed, types: [order-made, order-lost], delivery: latest, partitioning: any}
                  metrics: {types: "*"}
                """.formatted(SECRET), Map.of(), Map.of());
        StreamSpec activity = config.streams().named("activity").orElseThrow();
        assertThat(activity.topic()).isEqualTo("prod.activity");
        assertThat(activity.isPublic()).isTrue();
        assertThat(activity.defaultType()).isEqualTo("activity-logged");
        StreamSpec order = config.streams().named("order").orElseThrow();
        assertThat(order.topic()).isEqualTo("order");
        assertThat(order.delivery()).isEqualTo(Delivery.LATEST);
        assertThat(order.isSpread()).isTrue();
        assertThat(order.types()).containsExactlyInAnyOrder("order-made", "order-lost");
        assertThat(activity.types()).containsExactlyInAnyOrder("member-joined", "member-left");
        assertThat(config.streams().named("metrics").orElseThrow().owns("anything"))
                .isTrue();
        assertThat(config.log().kafka()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(config.gateway().origins()).containsExactlyInAnyOrder("https://a.example", "https://b.example");
    }

    @Test
    void everyFaultIsSaidAtOnceWithItsKey() throws Exception {
        List<String> faults = faults("""
                prot: 1
                limits: {frameBites: 1, subscriptions: 0}
                ring: {bytes: lots}
                topics: {create: maybe}
                auth: {secretFile: /nowhere, publicKeyFiles: [/nowhere.pem]}
                streams:
                  other: {template: "team-{key}-x"}
                  none: {type: t}
                  odd: {template: "odd-{key}", delivery: some}
                  scattered: {template: "scattered-{key}", partitioning: none}
                """, Map.of("MILEPOST_PROT", "1"));
        assertThat(faults)
                .contains("prot: there is no such key; the nearest is port")
                .contains("limits.frameBites: there is no such key; the nearest is limits.frameBytes")
                .contains("MILEPOST_PROT: there is no such variable; the nearest is MILEPOST_PORT")
                .contains("limits.subscriptions: \"0\" is not a number between 1 and 100000")
                .contains("ring.bytes: \"lots\" is not a size such as 64KB or 64MB, of 65536 bytes at least")
                .contains("topics.create: \"maybe\" is not true or false")
                .contains("auth.secretFile: /nowhere cannot be read")
                .contains("auth.publicKeyFiles: /nowhere.pem cannot be read")
                .contains("streams.none.template: missing, such as team-{key}")
                .contains("streams.odd: delivery is all or latest, not \"some\"")
                .contains("streams.scattered: partitioning is key or any, not \"none\"")
                .anyMatch(fault -> fault.startsWith("auth: no key"))
                .anyMatch(fault -> fault.startsWith("streams.other.template: team-{key}-x overlaps with team-{key}"));
    }

    @Test
    void aFileThatIsNoMappingIsAFault() throws Exception {
        assertThat(faults("- a\n- b\n", Map.of())).anyMatch(fault -> fault.contains("a mapping of keys is expected"));
        assertThat(faults("a: [", Map.of())).anyMatch(fault -> fault.contains("not readable as YAML"));
    }

    @Test
    void secretsMayStandInFiles() throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        NodeConfig config = read("", Map.of("MILEPOST_AUTH_SECRET_FILE", file.toString()), Map.of());
        assertThat(config.gateway().auth().secrets()).containsExactly(new Secret(Optional.empty(), SECRET));
    }

    @Test
    void anyValueMayStandInAFile() throws Exception {
        Path jaas = Files.writeString(directory.resolve("jaas"), "of the cluster\n");
        Path key = Files.writeString(directory.resolve("key"), SECRET + "\n");
        Path port = Files.writeString(directory.resolve("port"), "4711\n");
        NodeConfig config = read(
                "auth: {secrets: {summer: \"file:" + key + "\"}}\nkafkaSettings: {sasl_jaas_config: \"file:" + jaas
                        + "\"}\n",
                Map.of(
                        "MILEPOST_PORT_FILE",
                        port.toString(),
                        "MILEPOST_KAFKA_SETTINGS_SECURITY_PROTOCOL",
                        "SASL_SSL",
                        "MILEPOST_KAFKA_SETTINGS_SSL_KEY_PASSWORD_FILE",
                        jaas.toString()),
                Map.of());
        assertThat(config.gateway().auth().secrets()).containsExactly(new Secret(Optional.of("summer"), SECRET));
        assertThat(config.gateway().port()).isEqualTo(4711);
        assertThat(config.log().kafka())
                .containsEntry("sasl.jaas.config", "of the cluster")
                .containsEntry("ssl.key.password", "of the cluster")
                .containsEntry("security.protocol", "SASL_SSL");
    }

    @Test
    void filesThatCannotBeReadAreFaults() throws Exception {
        Path big = Files.write(directory.resolve("big"), new byte[(1 << 20) + 1]);
        ConfigException wrong = catchThrowableOfType(
                ConfigException.class,
                () -> read(
                        "auth: {secret: \"file:/nowhere/at/all\"}\nhost: \"file:" + big + "\"\n",
                        Map.of(
                                "MILEPOST_PORT_FILE",
                                "/nowhere/too",
                                "MILEPOST_DRAIN",
                                "1s",
                                "MILEPOST_DRAIN_FILE",
                                "/x"),
                        Map.of()));
        assertThat(wrong.faults())
                .contains("auth.secret: /nowhere/at/all cannot be read")
                .contains("host: " + big + " is longer than 1048576 bytes")
                .contains("MILEPOST_PORT_FILE: /nowhere/too cannot be read")
                .contains("MILEPOST_DRAIN_FILE: MILEPOST_DRAIN is there too; one of them is enough");
    }

    @Test
    void keysMayHaveIds() throws Exception {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(256);
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(pairs.generateKeyPair().getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        Path file = Files.writeString(directory.resolve("key.pem"), pem);
        AuthConfig auth = read("""
                auth:
                  secret: %s
                  secrets: {"2026": %s}
                  publicKeyFiles: [%s]
                  publicKeys: {login: %s}
                  wsTokenLife: 10m
                """.formatted(SECRET, SECRET + "2", file, file), Map.of(), Map.of())
                .gateway()
                .auth();
        assertThat(auth.secrets())
                .containsExactly(new Secret(Optional.empty(), SECRET), new Secret(Optional.of("2026"), SECRET + "2"));
        assertThat(auth.publicKeys())
                .containsExactly(
                        new PublicKey(Optional.empty(), "ES256", pem),
                        new PublicKey(Optional.of("login"), "ES256", pem));
        assertThat(auth.wsTokenLife()).isEqualTo(Duration.ofMinutes(10));
        assertThat(faults("auth: {secrets: {a: short}, publicKeys: {b: /nowhere.pem}}", Map.of()))
                .contains("auth.secrets.a: shorter than 32 bytes, which HS256 needs at least")
                .contains("auth.publicKeys.b: /nowhere.pem cannot be read");
    }

    @Test
    void grantsAreAListOfMappings() throws Exception {
        List<Grant> grants = grants("""
                grants:
                  - {claim: role, value: member, channels: [pov-*, lobby]}
                  - {claim: role, value: admin, channels: ["*"], publish: ["*"]}
                  - {channels: ["#user-{userId}"]}
                  - {claim: role, without: channels, channels: pov-*}
                """, false);
        assertThat(grants)
                .containsExactly(
                        grant("role", "member", null, List.of("pov-*", "lobby"), List.of()),
                        grant("role", "admin", null, List.of("*"), List.of("*")),
                        grant(null, "*", null, List.of("#user-{userId}"), List.of()),
                        grant("role", "*", "channels", List.of("pov-*"), List.of()));
    }

    @Test
    void devGrantsPovTokensTheirChannelsUnlessGrantsAreConfigured() throws Exception {
        assertThat(grants("", true)).containsExactly(grant("role", "*", "channels", List.of("pov-*"), List.of()));
        assertThat(grants("", false)).isEmpty();
        assertThat(grants("grants: []", true)).isEmpty();
        assertThat(grants("grants: [{channels: lobby}]", true))
                .containsExactly(grant(null, "*", null, List.of("lobby"), List.of()));
    }

    @Test
    void whatIsWrongWithGrantsIsSaid() throws Exception {
        assertThat(faults("""
                auth: {secret: %s}
                grants:
                  - {claim: role}
                  - {value: member, channels: [ok]}
                  - {channels: ["a b", "x-{"], publish: ["{}"]}
                  - {chanels: [x]}
                """.formatted(SECRET), Map.of()))
                .contains("grants.0: grants nothing; channels or publish is missing")
                .contains("grants.1.claim: missing, since there is a value")
                .contains("grants.2.channels: \"a b\" is no pattern of channels")
                .contains("grants.2.channels: \"x-{\" is no pattern of channels")
                .contains("grants.2.publish: \"{}\" is no pattern of channels")
                .anyMatch(fault -> fault.startsWith("grants.3.chanels: there is no such key"));
        for (String odd : List.of("grants: {role: member}", "grants: [a, b]", "grants: all")) {
            assertThat(faults(odd, Map.of())).contains("grants: a list of mappings is expected");
        }
    }

    @Test
    void revocationsHaveATopicOrNone() throws Exception {
        Map<String, String> secret = Map.of("auth.secret", SECRET);
        assertThat(read("", Map.of(), secret).log().revocations()).contains("milepost.revocations");
        assertThat(read("auth: {revocations: mine}", Map.of(), secret).log().revocations())
                .contains("mine");
        assertThat(read("auth: {revocations: ''}", Map.of(), secret).log().revocations())
                .isEmpty();
    }

    @Test
    void presenceHasItsBoundsAndTopics() throws Exception {
        Map<String, String> secret = Map.of("auth.secret", SECRET);
        NodeConfig usual = read("", Map.of(), secret);
        assertThat(usual.gateway().presence()).isEqualTo(PresenceConfig.DEFAULTS);
        assertThat(usual.log().peers()).contains(PeerTopics.DEFAULTS);
        NodeConfig other =
                read("presence: {named: 100, grace: 0s, lease: 20s, topic: who, signalsTopic: said}", Map.of(), secret);
        assertThat(other.gateway().presence())
                .isEqualTo(new PresenceConfig(100, Duration.ZERO, Duration.ofSeconds(20)));
        assertThat(other.log().peers()).contains(new PeerTopics("who", "said"));
        assertThat(read("presence: {topic: ''}", Map.of(), secret).log().peers())
                .isEmpty();
    }

    @Test
    void whatPresenceCannotBeIsReportedAtOnce() throws Exception {
        assertThat(faults("presence: {named: many, grace: 1h, lease: 1s, topic: one, signalsTopic: one}", Map.of()))
                .anyMatch(fault -> fault.startsWith("presence.named: \"many\" is not a number"))
                .anyMatch(fault -> fault.startsWith("presence.grace: at most 5m"))
                .anyMatch(fault -> fault.startsWith("presence.lease: \"1s\" is not a time"))
                .anyMatch(fault -> fault.startsWith("presence.signalsTopic: a topic of its own"));
    }

    private List<Grant> grants(String yaml, boolean dev) throws Exception {
        return NodeConfig.read(settings(yaml, Map.of(), Map.of("auth.secret", SECRET)), dev)
                .gateway()
                .auth()
                .grants();
    }

    private static Grant grant(
            String claim, String value, String without, List<String> channels, List<String> publish) {
        return new Grant(Optional.ofNullable(claim), value, Optional.ofNullable(without), channels, publish);
    }

    @Test
    void theSecretOfDevIsTakenInDevAloneAndOnlyIfThereIsNoOther() throws Exception {
        assertThat(secrets(Map.of(), true)).containsExactly(NodeConfig.DEV_SECRET);
        assertThat(secrets(Map.of("auth.secret", SECRET), true)).containsExactly(SECRET);
        assertThat(faults("auth: {secret: " + NodeConfig.DEV_SECRET + "}", Map.of()))
                .containsExactly("auth.secret: this is the secret of dev, which everybody knows; choose your own");
    }

    private List<String> secrets(Map<String, String> commandLine, boolean dev) throws Exception {
        return NodeConfig.read(settings("", Map.of(), commandLine), dev).gateway().auth().secrets().stream()
                .map(Secret::value)
                .toList();
    }

    @Test
    void everyOptionHasAWordOfHelpAndAVariable() {
        assertThat(Options.all()).allSatisfy(option -> {
            assertThat(option.help()).endsWith(".");
            assertThat(option.variable()).matches("MILEPOST_[A-Z_*]+");
        });
        assertThat(Options.PUBLIC_KEY_FILES.variable()).isEqualTo("MILEPOST_AUTH_PUBLIC_KEY_FILES");
    }

    private List<String> faults(String yaml, Map<String, String> environment) throws Exception {
        Settings settings = settings(yaml, environment, Map.of());
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> NodeConfig.read(settings, false));
        return refused.faults();
    }

    private NodeConfig read(String yaml, Map<String, String> environment, Map<String, String> commandLine)
            throws Exception {
        return NodeConfig.read(settings(yaml, environment, commandLine), false);
    }

    private Settings settings(String yaml, Map<String, String> environment, Map<String, String> commandLine)
            throws Exception {
        return Settings.load(Files.writeString(directory.resolve("milepost.yaml"), yaml), environment, commandLine);
    }
}
