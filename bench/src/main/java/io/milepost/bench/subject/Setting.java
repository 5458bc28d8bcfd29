package io.milepost.bench.subject;

import io.milepost.bench.load.Manner;
import io.milepost.channel.Streams;
import io.milepost.producer.PublisherConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A broker and a gateway in processes of their own, on data of their own. */
public final class Setting implements AutoCloseable {
    private static final String SECRET = "a-secret-that-the-benchmark-uses-for-itself";

    /** What a JVM is run with that is measured. */
    static final List<String> JVM = List.of("-Xms2g", "-Xmx2g", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20");

    /** An app, whose public channels have the team's events. */
    static final List<String> PUSHER = List.of(
            "--set", "pusher.apps.0.id=1",
            "--set", "pusher.apps.0.key=bench",
            "--set", "pusher.apps.0.secret=of-the-benchmark",
            "--set", "streams.activity.public=true");

    private final LoneBroker broker;
    private final List<String> arguments;
    private Target gateway;

    private Setting(LoneBroker broker, List<String> arguments) {
        this.broker = broker;
        this.arguments = arguments;
        this.gateway = startGateway();
    }

    private Target startGateway() {
        return Target.start(JVM, arguments);
    }

    /** Starts both. The gateway has one event loop. */
    public static Setting start(List<String> gatewayOptions) throws IOException {
        LoneBroker broker = LoneBroker.start();
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "gateway",
                                "--kafka",
                                broker.servers(),
                                "--port",
                                "0",
                                "--set",
                                "managementPort=0",
                                "--set",
                                "shards=1",
                                "--set",
                                "limits.connectionsPerUser=0",
                                "--set",
                                "auth.secret=" + SECRET),
                        gatewayOptions.stream())
                .toList();
        try {
            return new Setting(broker, arguments);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    public Target gateway() {
        return gateway;
    }

    Server broker() {
        return broker.process();
    }

    public InetSocketAddress address() {
        return gateway.address();
    }

    public PublisherConfig publisher() {
        return new PublisherConfig(
                "/bench",
                Streams.DEFAULTS,
                Map.of("bootstrap.servers", broker.servers(), "linger.ms", "0"),
                Duration.ofSeconds(30));
    }

    /** Follows a team's channel. */
    public static Manner ours(String token, String key) {
        return Manner.ofPath("/ws?token=" + token, "\"subscribed\"").saying("", subscribe(key, ""));
    }

    /** What subscribes to a team's channel, with more fields. */
    static String subscribe(String key, String more) {
        return "{\"type\":\"subscribe\",\"channel\":\"team-%s\"%s}".formatted(key, more);
    }

    /** Follows the same channel as a client of Pusher, in a setting with {@link #PUSHER}. */
    public static Manner pusher(String key) {
        String subscribe = "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"\",\"channel\":\"team-" + key + "\"}}";
        return Manner.ofPath("/app/bench?protocol=7", "subscription_succeeded").saying("", subscribe);
    }

    public static String secret() {
        return SECRET;
    }

    /** Ends the gateway, and starts one that knows nothing but what is in Kafka. */
    void restartGateway() {
        gateway.close();
        gateway = startGateway();
    }

    @Override
    public void close() {
        gateway.close();
        broker.close();
    }
}
