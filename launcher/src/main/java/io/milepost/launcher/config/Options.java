package io.milepost.launcher.config;

import io.milepost.device.KafkaDeviceStore;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.log.LogConfig;
import io.milepost.log.peer.PeerTopics;
import java.util.List;
import java.util.Set;

/** Everything that can be configured. */
final class Options {
    static final Option KAFKA =
            new Option("kafka", "127.0.0.1:9092", "Where Kafka is, HOST:PORT, several with commas.");
    static final Option KAFKA_SETTINGS =
            new Option("kafkaSettings.*", "", "Kafka's own client settings, with underscores for their dots.");
    static final Option HOST = new Option("host", "127.0.0.1", "The address to listen on; 0.0.0.0 for all.");
    static final Option PORT = new Option("port", "8080", "The port to listen on.");
    static final Option MANAGEMENT_PORT =
            new Option("managementPort", "8081", "The port for health, on 127.0.0.1; 0 tells it on the main port.");
    static final Option SHARDS = new Option("shards", "0", "Event loops; 0 takes one for each processor.");
    static final Option ORIGINS = new Option(
            "origins", "", "Pages from which browsers may connect, such as https://example.com; none for all.");
    static final Option DRAIN =
            new Option("drain", "10s", "How long clients have to leave when the node goes; then it cuts them off.");
    static final Option DRAIN_RATE = new Option(
            "drainPerSecond", "1000", "Clients of a node that goes who come back elsewhere in a second, about.");

    static final Option RELOAD = new Option(
            "reload", "5s", "How often a gateway looks whether its configuration has changed; 0s for never.");
    static final Option LOG_FORMAT = new Option(
            "log.format", "text", "How the log is written to standard error: text, or json with an object a line.");
    static final Option LOG_CONNECTIONS =
            new Option("log.connections", "true", "Whether there is a line for each connection when it ends.");

    static final Option OPERATOR_TOKEN = new Option(
            "console.operatorToken",
            "",
            "What an operator needs to change anything in the console, 32 characters at least.");
    static final Option OPERATOR_TOKEN_FILE =
            new Option("console.operatorTokenFile", "", "A file that holds the operator's token.");
    static final Option CONSOLE_HOSTS = new Option(
            "console.hosts", "", "Names, beside localhost, by which the console may be asked for, without ports.");

    static final Option SECRET =
            new Option("auth.secret", "", "A shared secret that tokens are signed with (HS256), 32 bytes at least.");
    static final Option SECRET_FILE = new Option("auth.secretFile", "", "A file that holds the shared secret.");
    static final Option SECRETS = new Option(
            "auth.secrets.*",
            "",
            "A shared secret for tokens whose kid is what stands for the star; 32 bytes at least.");
    static final Option PUBLIC_KEY_FILES = new Option(
            "auth.publicKeyFiles", "", "PEM files of public keys that tokens are signed with (RS256, ES256).");
    static final Option PUBLIC_KEYS = new Option(
            "auth.publicKeys.*", "", "A PEM file of the public key for tokens whose kid is what stands for the star.");
    static final Option JWKS = new Option("auth.jwks", "", "Addresses of JSON Web Key Sets.");
    static final Option ISSUER = new Option("auth.issuer", "", "What iss in a token must be.");
    static final Option AUDIENCES = new Option("auth.audiences", "", "Of which aud in a token must name one.");

    static final Option REVOCATIONS =
            new Option("auth.revocations", LogConfig.REVOCATIONS, "The topic of revoked tokens; empty to revoke none.");
    static final Option WS_TOKEN_LIFE =
            new Option("auth.wsTokenLife", "1h", "How long a token from /api/auth/ws-token is good at most.");

    static final Option GRANT_CLAIM =
            new Option("grants.*.claim", "", "The claim a token must have for this grant; none for every token.");
    static final Option GRANT_VALUE =
            new Option("grants.*.value", "", "What the claim must be, or hold if it is a list; * if not said.");
    static final Option GRANT_WITHOUT =
            new Option("grants.*.without", "", "A claim that a token must not have for this grant.");
    static final Option GRANT_CHANNELS =
            new Option("grants.*.channels", "", "Patterns of channels that may be subscribed to.");
    static final Option GRANT_PUBLISH =
            new Option("grants.*.publish", "", "Patterns of channels that may be published to.");

    static final Option TOPICS_CREATE =
            new Option("topics.create", "true", "Whether to make the streams' topics that do not exist.");
    static final Option TOPICS_PARTITIONS = new Option("topics.partitions", "3", "Partitions of topics made.");
    static final Option TOPICS_REPLICAS =
            new Option("topics.replicas", "-1", "Copies of topics made; -1 for the broker's default.");
    static final Option RING_BYTES =
            new Option("ring.bytes", "64MB", "Heap for the newest records, from which short absences are served.");
    static final Option RING_WARM_UP =
            new Option("ring.warmUp", "20000", "Records before the end that are read into the ring at start.");
    static final Option POLL_RECORDS = new Option("ring.pollRecords", "500", "Records that one poll brings at most.");
    static final Option INDEX_BYTES = new Option(
            "absences.indexBytes",
            "32MB",
            "Heap for knowing which blocks of the log cannot hold which channel; 0B for none.");
    static final Option INDEX_PER_SECOND = new Option(
            "absences.indexPerSecond", "50000", "Records a second read to learn that after a start; 0 for none.");
    static final Option BUDGET = new Option(
            "absences.budget", "1000000", "Records read at most for a reader who comes back; older ones are a gap.");
    static final Option WATCH =
            new Option("topics.watch", "5s", "How often to ask Kafka whether the topics are still the same.");

    static final Option SUBSCRIPTIONS = new Option("limits.subscriptions", "200", "Channels a connection may have.");
    static final Option FRAME_BYTES = new Option("limits.frameBytes", "64KB", "The longest message a client may send.");
    static final Option AUTH_TIMEOUT =
            new Option("limits.authTimeout", "5s", "Within which a client has to say who it is.");
    static final Option SOCKET_BYTES =
            new Option("limits.socketBytes", "128KB", "Bytes waiting above which a reader counts as slow.");
    static final Option PING_AFTER =
            new Option("limits.pingAfter", "25s", "Silence after which a client is asked whether it is there.");
    static final Option SILENCE =
            new Option("limits.silence", "90s", "Silence after which a client is taken for gone.");

    static final Option MESSAGES =
            new Option("limits.messagesPerMinute", "100", "Frames a connection may send in a minute; 0 for no limit.");
    static final Option GRACE = new Option(
            "limits.expiryGrace", "5s", "How long a client whose token has ended may take to bring a new one.");
    static final Option CONNECTIONS =
            new Option("limits.connections", "100000", "Sockets and streams a node takes; 0 for no limit.");
    static final Option CONNECTIONS_PER_USER =
            new Option("limits.connectionsPerUser", "100", "Connections one user may have to a node; 0 for no limit.");
    static final Option CONNECTS = new Option(
            "limits.connectsPerMinute",
            "10",
            "Connects of one address in a minute, where addresses are known; 0 for no limit.");
    static final Option PUBLISHES = new Option(
            "limits.publishesPerMinute",
            "1000",
            "Events that clients may publish to one channel in a minute; 0 for no limit.");
    static final Option DIRECT = new Option(
            "direct", "false", "Whether clients connect straight to the node, so that their addresses are known.");
    static final Option TRUSTED_PROXIES =
            new Option("trustedProxies", "", "Addresses of proxies whose X-Forwarded-For tells the client's address.");

    static final Option PRESENCE_NAMED = new Option(
            "presence.named", "1000", "Members of a channel above which they are counted and no longer named.");
    static final Option PRESENCE_GRACE = new Option(
            "presence.grace", "5s", "How long a member whose connection was lost is still there, so as to come back.");
    static final Option PRESENCE_LEASE =
            new Option("presence.lease", "10s", "Silence after which a node and its members are taken for gone.");
    static final Option PRESENCE_TOPIC = new Option(
            "presence.topic",
            PeerTopics.DEFAULTS.presence(),
            "The topic on which nodes say who is there; empty for a node that is alone.");
    static final Option PRESENCE_SIGNALS = new Option(
            "presence.signalsTopic",
            PeerTopics.DEFAULTS.signals(),
            "The topic by which signals reach those on other nodes.");

    static final Option STREAM_TOPIC = new Option("streams.*.topic", "", "The stream's topic; its name if not said.");
    static final Option STREAM_TEMPLATE =
            new Option("streams.*.template", "", "How a record's key becomes a channel, such as team-{key}.");
    static final Option STREAM_TYPE = new Option("streams.*.type", "", "The event type of records without one.");
    static final Option STREAM_TYPES = new Option(
            "streams.*.types",
            "",
            "More event types that are its service's alone: no client publishes them on its channels; * for all.");
    static final Option STREAM_DELIVERY =
            new Option("streams.*.delivery", "", "all, or latest for only the newest of each kind.");
    static final Option STREAM_PARTITIONING = new Option(
            "streams.*.partitioning",
            "",
            "key (if not said) or any: whether a key's records lie in its murmur2 partition alone.");
    static final Option STREAM_PUBLIC =
            new Option("streams.*.public", "", "Whether Pusher clients see it on public channels.");

    static final Option STREAM_PUBLISH =
            new Option("streams.*.publish", "", "Event types that clients may publish to it; * for all.");
    static final Option STREAM_SIGNAL =
            new Option("streams.*.signal", "", "Event types that clients may signal on its channels; * for all.");

    static final Option DEAD_LETTERS = new Option(
            "deadLetters.topic", DeadLetterTopics.DEFAULTS.dead(), "The topic of what fan-outs could not deliver.");
    static final Option RETRY = new Option(
            "deadLetters.retryTopic", DeadLetterTopics.DEFAULTS.retry(), "The topic of what they are to try again.");
    static final Option FANOUTS =
            new Option("fanouts.*.**", "", "A fan-out's own settings; the first star is its name.");

    static final Option ROUTE_STREAM =
            new Option("routes.*.stream", "", "Patterns of streams whose events the route matches; none for any.");
    static final Option ROUTE_TYPE =
            new Option("routes.*.type", "", "Patterns of event types that the route matches; none for any.");
    static final Option ROUTE_CHANNEL =
            new Option("routes.*.channel", "", "Patterns of channels whose events the route matches; none for any.");
    static final Option ROUTE_TO =
            new Option("routes.*.to", "", "Fan-outs that get what the route matches; empty for none.");

    static final Option ROLLOUT_TOPIC = new Option(
            "rollout.topic",
            LogConfig.ROLLOUT,
            "The topic that says which provider clients use; empty for the gateway alone.");
    static final Option DEVICES = new Option(
            "devices.topic",
            KafkaDeviceStore.TOPIC,
            "The topic on which the places of devices are committed; empty to keep none.");
    static final Option PUSHER_KEY =
            new Option("pusher.key", "", "The Pusher app's key; without it no client is told to use Pusher.");
    static final Option PUSHER_CLUSTER = new Option("pusher.cluster", "mt1", "The Pusher app's cluster.");
    static final Option PUSHER_WS_HOST =
            new Option("pusher.wsHost", "", "Where Pusher clients open sockets; none for Pusher's own.");
    static final Option PUSHER_WS_PORT = new Option("pusher.wsPort", "0", "The port there; 0 for the usual one.");
    static final Option PUSHER_WS_TLS =
            new Option("pusher.wsTls", "true", "Whether Pusher clients open sockets with TLS.");

    static final Option SCHEMAS_CHECK = new Option(
            "schemas.check",
            "off",
            "What the data of events that are published here has to fit: known for the schema of its type if there is one, strict"
                    + " to refuse types without one, off for nothing. `publish --check` takes off for known.");
    static final Option SCHEMAS_DIRECTORY =
            new Option("schemas.directory", "", "A directory with schemas of your own, TYPE.json for each event type.");

    private static final List<Option> ALL = List.of(
            KAFKA,
            KAFKA_SETTINGS,
            HOST,
            PORT,
            MANAGEMENT_PORT,
            SHARDS,
            ORIGINS,
            DRAIN,
            DRAIN_RATE,
            RELOAD,
            LOG_FORMAT,
            LOG_CONNECTIONS,
            OPERATOR_TOKEN,
            OPERATOR_TOKEN_FILE,
            CONSOLE_HOSTS,
            SECRET,
            SECRET_FILE,
            SECRETS,
            PUBLIC_KEY_FILES,
            PUBLIC_KEYS,
            JWKS,
            ISSUER,
            AUDIENCES,
            REVOCATIONS,
            WS_TOKEN_LIFE,
            GRANT_CLAIM,
            GRANT_VALUE,
            GRANT_WITHOUT,
            GRANT_CHANNELS,
            GRANT_PUBLISH,
            TOPICS_CREATE,
            TOPICS_PARTITIONS,
            TOPICS_REPLICAS,
            RING_BYTES,
            RING_WARM_UP,
            POLL_RECORDS,
            INDEX_BYTES,
            INDEX_PER_SECOND,
            BUDGET,
            WATCH,
            SUBSCRIPTIONS,
            FRAME_BYTES,
            AUTH_TIMEOUT,
            SOCKET_BYTES,
            PING_AFTER,
            SILENCE,
            MESSAGES,
            GRACE,
            CONNECTIONS,
            CONNECTIONS_PER_USER,
            CONNECTS,
            PUBLISHES,
            DIRECT,
            TRUSTED_PROXIES,
            PRESENCE_NAMED,
            PRESENCE_GRACE,
            PRESENCE_LEASE,
            PRESENCE_TOPIC,
            PRESENCE_SIGNALS,
            STREAM_TOPIC,
            STREAM_TEMPLATE,
            STREAM_TYPE,
            STREAM_TYPES,
            STREAM_DELIVERY,
            STREAM_PARTITIONING,
            STREAM_PUBLIC,
            STREAM_PUBLISH,
            STREAM_SIGNAL,
            DEAD_LETTERS,
            RETRY,
            FANOUTS,
            ROUTE_STREAM,
            ROUTE_TYPE,
            ROUTE_CHANNEL,
            ROUTE_TO,
            ROLLOUT_TOPIC,
            DEVICES,
            PUSHER_KEY,
            PUSHER_CLUSTER,
            PUSHER_WS_HOST,
            PUSHER_WS_PORT,
            PUSHER_WS_TLS,
            SCHEMAS_CHECK,
            SCHEMAS_DIRECTORY);

    /** Keys under which the file has a list of mappings; entry 2 of {@code grants} has the keys {@code grants.2.…}. */
    private static final Set<String> LISTS = Set.of("grants", "routes");

    /** What a running gateway takes anew. */
    private static final Set<Option> LIVE = Set.of(
            DRAIN,
            DRAIN_RATE,
            SECRET,
            SECRET_FILE,
            SECRETS,
            PUBLIC_KEY_FILES,
            PUBLIC_KEYS,
            JWKS,
            ISSUER,
            AUDIENCES,
            WS_TOKEN_LIFE,
            GRANT_CLAIM,
            GRANT_VALUE,
            GRANT_WITHOUT,
            GRANT_CHANNELS,
            GRANT_PUBLISH,
            SUBSCRIPTIONS,
            AUTH_TIMEOUT,
            PING_AFTER,
            SILENCE,
            MESSAGES,
            GRACE,
            CONNECTIONS,
            CONNECTIONS_PER_USER,
            CONNECTS,
            PUBLISHES,
            DIRECT,
            TRUSTED_PROXIES);

    private Options() {}

    /** Whether a running gateway takes what stands under a key anew. */
    static boolean isLive(String key) {
        return key.equals("grants") || LIVE.stream().anyMatch(option -> option.covers(key));
    }

    static List<Option> all() {
        return ALL;
    }

    static boolean isList(String key) {
        return LISTS.contains(key);
    }
}
