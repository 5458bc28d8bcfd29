package io.milepost.bench;

import io.milepost.channel.Streams;
import io.milepost.producer.PublisherConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A broker and a gateway in processes of their own, on data of their own. */
final class Setting implements AutoCloseable {
    private static final String SECRET = "a-secret-that-the-benchmark-uses-for-itself";

    /** An app, whose public channels have the team's events. */
    static final List<String> PUSHER = List.of(
            "--set", "pusher.apps.0.id=1",
            "--set", "pusher.apps.0.key=bench",
            "--set", "pusher.apps.0.secret=of-the-benchmark",
            "--set", "streams.activity.public=true");

    private final LoneBroker broker;
    private final Target gateway;

    private Setting(LoneBroker broker, Target gateway) {
        this.broker = broker;
        this.gateway = gateway;
    }

    /** Starts both. The gateway has one event loop. */
    static Setting start(List<String> gatewayOptions) throws IOException {
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
        Target gateway =
                Target.start(List.of("-Xms2g", "-Xmx2g", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20"), arguments);
        return new Setting(broker, gateway);
    }

    Target gateway() {
        return gateway;
    }

    InetSocketAddress address() {
        URI uri = URI.create(gateway.ready());
        return new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    PublisherConfig publisher() {
        return new PublisherConfig(
                "/bench",
                Streams.DEFAULTS,
                Map.of("bootstrap.servers", broker.servers(), "linger.ms", "0"),
                Duration.ofSeconds(30));
    }

    /** Follows a team's channel. */
    static Manner ours(String token, String key) {
        return Manner.ofOurs("/ws?token=" + token + "&channel=team-" + key);
    }

    /** Follows the same channel as a client of Pusher, in a setting with {@link #PUSHER}. */
    static Manner pusher(String key) {
        return Manner.ofPusher("/app/bench?protocol=7", "team-" + key);
    }

    static String secret() {
        return SECRET;
    }

    @Override
    public void close() {
        gateway.close();
        broker.close();
    }
}
