package io.milepost.launcher.config;

import io.milepost.channel.Streams;
import io.milepost.console.ConsoleConfig;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.gateway.Drain;
import io.milepost.gateway.GatewayConfig;
import io.milepost.gateway.ManagementAddress;
import io.milepost.gateway.api.PusherClient;
import io.milepost.gateway.auth.AuthConfig;
import io.milepost.gateway.auth.AuthConfig.Secret;
import io.milepost.gateway.limit.NodeLimits;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.gateway.session.SessionLimits;
import io.milepost.gateway.socket.SocketLimits;
import io.milepost.launcher.tracing.TracingConfig;
import io.milepost.log.LogConfig;
import io.milepost.log.LogConfig.Absences;
import io.milepost.log.LogConfig.RolloutSource;
import io.milepost.log.LogConfig.TopicDefaults;
import io.milepost.rollout.Rollout;
import io.milepost.route.Routes;
import io.milepost.schema.DataCheck;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything a node is told.
 *
 * @param streams the topics that clients may follow
 * @param log how they are read
 * @param gateway how clients are served
 * @param console what operators see
 * @param check what the data of clients' events has to fit
 * @param devices the topic for the places of devices; empty to keep none
 * @param tracing where spans go; empty for nowhere
 * @param signing what the node may sign tokens with, if it has a shared secret
 * @param webhooks how it is told what happens in apps; empty if nobody is told
 */
public record NodeConfig(
        Streams streams,
        LogConfig log,
        GatewayConfig gateway,
        ConsoleConfig console,
        DataCheck check,
        Optional<String> devices,
        Optional<TracingConfig> tracing,
        Optional<Secret> signing,
        Optional<WebhookConfig> webhooks) {
    /** The secret of {@code dev}, and of nothing else: everybody knows it. */
    public static final String DEV_SECRET = "milepost-dev-secret-never-for-production";

    /**
     * Reads a node's configuration.
     *
     * @param dev whether this is {@code dev}, which has a secret of its own if no key is configured
     * @throws ConfigException with every fault there is
     */
    public static NodeConfig read(Settings settings, boolean dev) {
        Streams streams = StreamSettings.read(settings);
        Optional<PusherClient> pusher = PusherSettings.client(settings);
        LogConfig log = log(settings, RouteSettings.read(settings, streams), pusher.isPresent());
        AuthConfig auth = AuthSettings.read(settings, dev);
        GatewayConfig gateway = gateway(settings, auth, dev, pusher);
        Optional<WebhookConfig> webhooks = WebhookConfig.read(settings, gateway.apps());
        ConsoleConfig console = ConsoleSettings.read(settings, gateway, webhooks, dev);
        DataCheck check = SchemaSettings.read(settings);
        Optional<String> devices = Optional.of(settings.text(Options.DEVICES)).filter(topic -> !topic.isEmpty());
        Optional<TracingConfig> tracing = TracingSettings.read(settings, dev ? "milepost" : "milepost-gateway");
        settings.check();
        return new NodeConfig(
                streams,
                log,
                gateway,
                console,
                check,
                devices,
                tracing,
                auth.secrets().stream().findFirst(),
                webhooks);
    }

    /** What every Kafka client is told. */
    public static Map<String, Object> kafka(Settings settings) {
        Map<String, Object> kafka = new HashMap<>();
        settings.below("kafkaSettings").forEach((key, value) -> kafka.put(key.replace('_', '.'), value));
        kafka.put("bootstrap.servers", settings.text(Options.KAFKA));
        return kafka;
    }

    /** What the console is to know of a fan-out. */
    public static ConsoleConfig.Known known(Settings settings, String fanout) {
        return ConsoleSettings.known(settings, fanout);
    }

    /** How topics that do not exist are made. */
    public static TopicDefaults topics(Settings settings) {
        return new TopicDefaults(settings.number(Options.TOPICS_PARTITIONS, 1, 10_000), (short)
                settings.number(Options.TOPICS_REPLICAS, -1, 100));
    }

    /** How to make topics that do not exist; empty if they are not to be made. */
    public static Optional<TopicDefaults> missingTopics(Settings settings) {
        TopicDefaults topics = topics(settings);
        return settings.flag(Options.TOPICS_CREATE) ? Optional.of(topics) : Optional.empty();
    }

    /** The topic of revoked tokens, if there is to be one. */
    public static Optional<String> revocations(Settings settings) {
        return Optional.of(settings.text(Options.REVOCATIONS)).filter(topic -> !topic.isEmpty());
    }

    /** The topics of what fan-outs could not deliver. */
    public static DeadLetterTopics deadLetters(Settings settings) {
        return new DeadLetterTopics(
                settings.text(Options.DEAD_LETTERS),
                settings.text(Options.RETRY),
                topics(settings).replicas());
    }

    /** The topic of rollouts, if there is to be one. */
    public static Optional<String> rollout(Settings settings) {
        return Optional.of(settings.text(Options.ROLLOUT_TOPIC)).filter(topic -> !topic.isEmpty());
    }

    private static LogConfig log(Settings settings, Routes routes, boolean pusher) {
        Set<String> providers = pusher ? Rollout.PROVIDERS : Set.of(Rollout.NATIVE);
        return new LogConfig(
                kafka(settings),
                missingTopics(settings),
                settings.bytes(Options.RING_BYTES, LogConfig.LEAST_RING_BYTES),
                settings.number(Options.RING_WARM_UP, 0, 10_000_000),
                settings.number(Options.POLL_RECORDS, 1, 10_000),
                settings.duration(Options.WATCH, Duration.ofMillis(100)),
                revocations(settings),
                routes,
                new Absences(
                        settings.bytes(Options.INDEX_BYTES, 0),
                        settings.number(Options.INDEX_PER_SECOND, 0, 10_000_000),
                        settings.number(Options.BUDGET, 1, Integer.MAX_VALUE)),
                rollout(settings).map(topic -> new RolloutSource(topic, providers)),
                PresenceSettings.topics(settings),
                settings.number(Options.READY_LAG, 0, Integer.MAX_VALUE));
    }

    /** In {@code dev} nobody is slowed down unless they ask for it. */
    private static int relaxed(Settings settings, Option option, boolean dev) {
        return dev && !settings.has(option) ? 0 : settings.number(option, 0, Integer.MAX_VALUE);
    }

    private static GatewayConfig gateway(
            Settings settings, AuthConfig auth, boolean dev, Optional<PusherClient> pusher) {
        int management = settings.number(Options.MANAGEMENT_PORT, 0, 65_535);
        int shards = settings.number(Options.SHARDS, 0, 1_000);
        PresenceConfig presence = PresenceSettings.read(settings);
        int socketBytes = (int) Math.min(Integer.MAX_VALUE / 2, settings.bytes(Options.SOCKET_BYTES, 4_096));
        return new GatewayConfig(
                settings.text(Options.HOST),
                settings.number(Options.PORT, 0, 65_535),
                management == 0
                        ? Optional.empty()
                        : Optional.of(new ManagementAddress(settings.text(Options.MANAGEMENT_HOST), management)),
                shards == 0 ? Runtime.getRuntime().availableProcessors() : shards,
                auth,
                new SessionLimits(
                        settings.number(Options.SUBSCRIPTIONS, 1, 100_000),
                        relaxed(settings, Options.MESSAGES, dev),
                        settings.duration(Options.AUTH_TIMEOUT, Duration.ofMillis(100)),
                        SessionLimits.DEFAULTS.waitingFrames(),
                        settings.duration(Options.PING_AFTER, Duration.ofSeconds(1)),
                        settings.duration(Options.SILENCE, Duration.ofSeconds(2)),
                        settings.duration(Options.GRACE, Duration.ZERO)),
                new SocketLimits(
                        (int) Math.min(16 << 20, settings.bytes(Options.FRAME_BYTES, 1_024)),
                        socketBytes,
                        socketBytes / 4,
                        (int) Math.min(Integer.MAX_VALUE, settings.bytes(Options.COMPRESS_FROM, 0))),
                new NodeLimits(
                        settings.number(Options.CONNECTIONS, 0, Integer.MAX_VALUE),
                        relaxed(settings, Options.CONNECTIONS_PER_USER, dev),
                        relaxed(settings, Options.CONNECTS, dev),
                        relaxed(settings, Options.PUBLISHES, dev),
                        settings.flag(Options.DIRECT),
                        Set.copyOf(settings.list(Options.TRUSTED_PROXIES))),
                dev,
                Set.copyOf(settings.list(Options.ORIGINS)),
                new Drain(
                        settings.duration(Options.DRAIN, Duration.ZERO),
                        settings.number(Options.DRAIN_RATE, 1, 1_000_000)),
                presence,
                pusher,
                PusherAppSettings.read(settings, dev, presence.named()),
                TlsSettings.read(settings));
    }
}
