package io.milepost.launcher.config;

import io.milepost.device.KafkaDeviceStore;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.gateway.pusher.Webhook;
import io.milepost.log.LogConfig;
import io.milepost.log.fact.FactTopic;
import io.milepost.log.peer.PeerTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Everything that can be configured. */
final class Options {
    private static final List<Option> ALL = new ArrayList<>();
    /** What a running gateway takes anew. */
    private static final List<Option> LIVE = new ArrayList<>();
    /** Keys under which the file has a list of mappings; entry 2 of {@code grants} has the keys {@code grants.2.…}. */
    private static final Set<String> LISTS = Set.of("grants", "routes", "pusher.apps");

    private static final Pattern WEBHOOKS = Pattern.compile("pusher\\.apps\\.[^.]+\\.webhooks");

    static final Option KAFKA = option("kafka", "127.0.0.1:9092", "Where Kafka is, HOST:PORT, several with commas.");
    static final Option KAFKA_SETTINGS =
            option("kafkaSettings.*", "", "Kafka's own client settings, with underscores for their dots.");
    static final Option HOST = option("host", "127.0.0.1", "The address to listen on; 0.0.0.0 for all.");
    static final Option PORT = option("port", "8080", "The port to listen on.");
    static final Option TLS_CERTIFICATE = live(
            "tls.certificate",
            "",
            "A PEM file with the certificate for TLS, then those it was signed with; none to speak in clear.");
    static final Option TLS_KEY =
            live("tls.key", "", "A PEM file with the certificate's private key, RSA or EC, not encrypted.");
    static final Option MANAGEMENT_PORT =
            option("managementPort", "8081", "The port for health; 0 tells it on the main port.");
    static final Option MANAGEMENT_HOST = option(
            "managementHost",
            "127.0.0.1",
            "The address of managementPort; another one only on a network that clients do not reach.");
    static final Option SHARDS = option("shards", "0", "Event loops; 0 takes one for each processor.");
    static final Option ORIGINS =
            option("origins", "", "Pages from which browsers may connect, such as https://example.com; none for all.");
    static final Option DRAIN =
            live("drain", "10s", "How long clients have to leave when the node goes; then it cuts them off.");
    static final Option DRAIN_RATE =
            live("drainPerSecond", "1000", "Clients of a node that goes who come back elsewhere in a second, about.");

    static final Option READY_LAG = option(
            "ready.lag",
            Long.toString(LogConfig.TAIL_LAG),
            "Records that the tail may be behind before the node says that it is not ready; 0 for any number.");

    static final Option TRACING_ENDPOINT = option(
            "tracing.endpoint",
            "",
            "Where spans go by OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces; none to send none.");
    static final Option TRACING_SAMPLE =
            option("tracing.sample", "0.01", "Share of the traces that begin here that are told of, from 0 to 1.");

    static final Option RELOAD =
            option("reload", "5s", "How often a gateway looks whether its configuration has changed; 0s for never.");
    static final Option LOG_FORMAT = option(
            "log.format", "text", "How the log is written to standard error: text, or json with an object a line.");
    static final Option LOG_CONNECTIONS =
            option("log.connections", "true", "Whether there is a line for each connection when it ends.");

    static final Option OPERATOR_TOKEN = option(
            "console.operatorToken",
            "",
            "What an operator needs to change anything in the console, 32 characters at least.");
    static final Option OPERATOR_TOKEN_FILE =
            option("console.operatorTokenFile", "", "A file that holds the operator's token.");
    static final Option CONSOLE_HOSTS = option(
            "console.hosts", "", "Names, beside localhost, by which the console may be asked for, without ports.");

    static final Option SECRET =
            live("auth.secret", "", "A shared secret that tokens are signed with (HS256), 32 bytes at least.");
    static final Option SECRET_FILE = live("auth.secretFile", "", "A file that holds the shared secret.");
    static final Option SECRETS = live(
            "auth.secrets.*",
            "",
            "A shared secret for tokens whose kid is what stands for the star; 32 bytes at least.");
    static final Option PUBLIC_KEY_FILES =
            live("auth.publicKeyFiles", "", "PEM files of public keys that tokens are signed with (RS256, ES256).");
    static final Option PUBLIC_KEYS = live(
            "auth.publicKeys.*", "", "A PEM file of the public key for tokens whose kid is what stands for the star.");
    static final Option JWKS = live("auth.jwks", "", "Addresses of JSON Web Key Sets.");
    static final Option ISSUER = live("auth.issuer", "", "What iss in a token must be.");
    static final Option AUDIENCES = live("auth.audiences", "", "Of which aud in a token must name one.");

    static final Option REVOCATIONS =
            option("auth.revocations", LogConfig.REVOCATIONS, "The topic of revoked tokens; empty to revoke none.");
    static final Option WS_TOKEN_LIFE =
            live("auth.wsTokenLife", "1h", "How long a token from /api/auth/ws-token is good at most.");

    static final Option GRANT_CLAIM =
            live("grants.*.claim", "", "The claim a token must have for this grant; none for every token.");
    static final Option GRANT_VALUE =
            live("grants.*.value", "", "What the claim must be, or hold if it is a list; * if not said.");
    static final Option GRANT_WITHOUT =
            live("grants.*.without", "", "A claim that a token must not have for this grant.");
    static final Option GRANT_CHANNELS =
            live("grants.*.channels", "", "Patterns of channels that may be subscribed to.");
    static final Option GRANT_PUBLISH = live("grants.*.publish", "", "Patterns of channels that may be published to.");

    static final Option TOPICS_CREATE =
            option("topics.create", "true", "Whether to make the streams' topics that do not exist.");
    static final Option TOPICS_PARTITIONS = option("topics.partitions", "3", "Partitions of topics made.");
    static final Option TOPICS_REPLICAS =
            option("topics.replicas", "-1", "Copies of topics made; -1 for the broker's default.");
    static final Option RING_BYTES =
            option("ring.bytes", "64MB", "Heap for the newest records, from which short absences are served.");
    static final Option RING_WARM_UP =
            option("ring.warmUp", "20000", "Records before the end that are read into the ring at start.");
    static final Option POLL_RECORDS = option("ring.pollRecords", "500", "Records that one poll brings at most.");
    static final Option INDEX_BYTES = option(
            "absences.indexBytes",
            "32MB",
            "Heap for knowing which blocks of the log cannot hold which channel; 0B for none.");
    static final Option INDEX_PER_SECOND = option(
            "absences.indexPerSecond", "50000", "Records a second read to learn that after a start; 0 for none.");
    static final Option BUDGET = option(
            "absences.budget", "1000000", "Records read at most for a reader who comes back; older ones are a gap.");
    static final Option WATCH =
            option("topics.watch", "5s", "How often to ask Kafka whether the topics are still the same.");

    static final Option SUBSCRIPTIONS = live("limits.subscriptions", "200", "Channels a connection may have.");
    static final Option FRAME_BYTES = option("limits.frameBytes", "64KB", "The longest message a client may send.");
    static final Option AUTH_TIMEOUT = live("limits.authTimeout", "5s", "Within which a client has to say who it is.");
    static final Option SOCKET_BYTES =
            option("limits.socketBytes", "128KB", "Bytes waiting above which a reader counts as slow.");
    static final Option COMPRESS_FROM = option(
            "limits.compressFrom",
            "0B",
            "Bytes from which on a live frame is compressed for clients that take it so; 0B for never.");
    static final Option PING_AFTER =
            live("limits.pingAfter", "25s", "Silence after which a client is asked whether it is there.");
    static final Option SILENCE = live("limits.silence", "90s", "Silence after which a client is taken for gone.");

    static final Option MESSAGES =
            live("limits.messagesPerMinute", "100", "Frames a connection may send in a minute; 0 for no limit.");
    static final Option GRACE =
            live("limits.expiryGrace", "5s", "How long a client whose token has ended may take to bring a new one.");
    static final Option CONNECTIONS =
            live("limits.connections", "100000", "Sockets and streams a node takes; 0 for no limit.");
    static final Option CONNECTIONS_PER_USER =
            live("limits.connectionsPerUser", "100", "Connections one user may have to a node; 0 for no limit.");
    static final Option CONNECTS = live(
            "limits.connectsPerMinute",
            "10",
            "Connects of one address in a minute, where addresses are known; 0 for no limit.");
    static final Option PUBLISHES = live(
            "limits.publishesPerMinute",
            "1000",
            "Events that clients may publish to one channel in a minute; 0 for no limit.");
    static final Option DIRECT =
            live("direct", "false", "Whether clients connect straight to the node, so that their addresses are known.");
    static final Option TRUSTED_PROXIES =
            live("trustedProxies", "", "Addresses of proxies whose X-Forwarded-For tells the client's address.");

    static final Option PRESENCE_NAMED =
            option("presence.named", "1000", "Members of a channel above which they are counted and no longer named.");
    static final Option PRESENCE_GRACE = option(
            "presence.grace", "5s", "How long a member whose connection was lost is still there, so as to come back.");
    static final Option PRESENCE_LEASE =
            option("presence.lease", "10s", "Silence after which a node and its members are taken for gone.");
    static final Option PRESENCE_TOPIC = option(
            "presence.topic",
            PeerTopics.DEFAULTS.presence(),
            "The topic on which nodes say who is there; empty for a node that is alone.");
    static final Option PRESENCE_SIGNALS = option(
            "presence.signalsTopic",
            PeerTopics.DEFAULTS.signals(),
            "The topic by which signals reach those on other nodes.");

    static final Option STREAM_TOPIC = option("streams.*.topic", "", "The stream's topic; its name if not said.");
    static final Option STREAM_TEMPLATE =
            option("streams.*.template", "", "How a record's key becomes a channel, such as team-{key}.");
    static final Option STREAM_TYPE = option("streams.*.type", "", "The event type of records without one.");
    static final Option STREAM_TYPES = option(
            "streams.*.types",
            "",
            "More event types that are its service's alone: no client publishes them on its channels; * for all.");
    static final Option STREAM_DELIVERY =
            option("streams.*.delivery", "", "all, or latest for only the newest of each kind.");
    static final Option STREAM_PARTITIONING = option(
            "streams.*.partitioning",
            "",
            "key (if not said) or any: whether a key's records lie in its murmur2 partition alone.");
    static final Option STREAM_PUBLIC =
            option("streams.*.public", "", "Whether Pusher clients see it on public channels.");

    static final Option STREAM_PUBLISH =
            option("streams.*.publish", "", "Event types that clients may publish to it; * for all.");
    static final Option STREAM_SIGNAL =
            option("streams.*.signal", "", "Event types that clients may signal on its channels; * for all.");

    static final Option DEAD_LETTERS = option(
            "deadLetters.topic", DeadLetterTopics.DEFAULTS.dead(), "The topic of what fan-outs could not deliver.");
    static final Option RETRY = option(
            "deadLetters.retryTopic", DeadLetterTopics.DEFAULTS.retry(), "The topic of what they are to try again.");
    static final Option FANOUTS = option("fanouts.*.**", "", "A fan-out's own settings; the first star is its name.");

    static final Option ROUTE_STREAM =
            live("routes.*.stream", "", "Patterns of streams whose events the route matches; none for any.");
    static final Option ROUTE_TYPE =
            live("routes.*.type", "", "Patterns of event types that the route matches; none for any.");
    static final Option ROUTE_CHANNEL =
            live("routes.*.channel", "", "Patterns of channels whose events the route matches; none for any.");
    static final Option ROUTE_TO = live("routes.*.to", "", "Fan-outs that get what the route matches; empty for none.");

    static final Option ROLLOUT_TOPIC = option(
            "rollout.topic",
            LogConfig.ROLLOUT,
            "The topic that says which provider clients use; empty for the gateway alone.");
    static final Option DEVICES = option(
            "devices.topic",
            KafkaDeviceStore.TOPIC,
            "The topic on which the places of devices are committed; empty to keep none.");
    static final Option PUSHER_KEY =
            option("pusher.key", "", "The Pusher app's key; without it no client is told to use Pusher.");
    static final Option PUSHER_CLUSTER = option("pusher.cluster", "mt1", "The Pusher app's cluster.");
    static final Option PUSHER_WS_HOST =
            option("pusher.wsHost", "", "Where Pusher clients open sockets; none for Pusher's own.");
    static final Option PUSHER_WS_PORT = option("pusher.wsPort", "0", "The port there; 0 for the usual one.");
    static final Option PUSHER_WS_TLS = option("pusher.wsTls", "true", "Whether Pusher clients open sockets with TLS.");

    static final Option APP_ID = option("pusher.apps.*.id", "", "What an app's HTTP API calls it; needed.");
    static final Option APP_KEY =
            option("pusher.apps.*.key", "", "What an app's clients connect with, as a part of the address; needed.");
    static final Option APP_SECRET = option(
            "pusher.apps.*.secret",
            "",
            "What an app's servers sign with, 16 characters or more; needed, and may stand in a file.");
    static final Option APP_CHANNELS = option(
            "pusher.apps.*.channels",
            "",
            "shared for the gateway's own channels, with domain events and native clients; own for channels that nobody else sees."
                    + " shared if not said of the only app; each of several has to say it.");
    static final Option APP_ENABLED =
            option("pusher.apps.*.enabled", "", "Whether anybody may connect to the app; true if not said.");
    static final Option APP_WEBHOOK = option(
            "pusher.apps.*.webhooks.*.url",
            "",
            "Where it is posted what happens in the app, such as https://example.com/hooks; up to ten for an app.");
    static final Option APP_WEBHOOK_EVENTS = option(
            "pusher.apps.*.webhooks.*.events",
            "",
            "Of which kinds that is told: " + String.join(", ", Webhook.Kind.all()) + "; all if not said.");
    static final Option WEBHOOK_TOPIC = option(
            "pusher.webhookTopic", FactTopic.NAME, "The topic of what webhooks are to tell; made if an app has any.");
    static final Option APP_CLIENT_EVENTS = option(
            "pusher.apps.*.clientEvents", "", "Whether clients may send events to each other; true if not said.");
    static final Option APP_COUNTS = option(
            "pusher.apps.*.subscriptionCounts",
            "",
            "Whether clients are told how many follow a channel, and servers that ask; false if not said.");
    static final Option APP_USERS =
            option("pusher.apps.*.userAuthentication", "", "Whether clients may sign in as users; true if not said.");
    static final Option APP_TLS = option(
            "pusher.apps.*.requireTls",
            "",
            "Whether clients have to connect with TLS, here or to a trusted proxy that says so in X-Forwarded-Proto; false if not said.");
    static final Option APP_RESUME = option(
            "pusher.apps.*.resume",
            "",
            "Whether clients may name themselves in the path, /resume/CLIENT/app/KEY, to go on where they were, for which Kafka keeps a group"
                    + " for each name; true if not said.");
    static final Option APP_CONNECTIONS =
            option("pusher.apps.*.connections", "", "Connections of the app to one node; no limit if not said, or 0.");
    static final Option APP_CLIENT_RATE = option(
            "pusher.apps.*.clientEventsPerSecond", "", "Events that one client may send in a second; 10 if not said.");
    static final Option APP_MEMBERS = option(
            "pusher.apps.*.members", "", "Members of a presence channel, presence.named at most; 100 if not said.");
    static final Option APP_EVENT_BYTES =
            option("pusher.apps.*.eventBytes", "", "Bytes of an event's data, 1000000 at most; 10240 if not said.");

    static final Option SCHEMAS_CHECK = option(
            "schemas.check",
            "off",
            "What the data of events that are published here has to fit: known for the schema of its type if there is one, strict"
                    + " to refuse types without one, off for nothing. `publish --check` takes off for known.");
    static final Option SCHEMAS_DIRECTORY =
            option("schemas.directory", "", "A directory with schemas of your own, TYPE.json for each event type.");

    private Options() {}

    private static Option option(String key, String fallback, String help) {
        Option option = new Option(key, fallback, help);
        ALL.add(option);
        return option;
    }

    private static Option live(String key, String fallback, String help) {
        Option option = option(key, fallback, help);
        LIVE.add(option);
        return option;
    }

    /** Whether a running gateway takes what stands under a key anew. */
    static boolean isLive(String key) {
        return isList(key) || LIVE.stream().anyMatch(option -> option.covers(key));
    }

    static List<Option> all() {
        return List.copyOf(ALL);
    }

    static boolean isList(String key) {
        return LISTS.contains(key) || WEBHOOKS.matcher(key).matches();
    }
}
