package io.milepost.gateway.pusher;

import io.milepost.gateway.GatewayConfig;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import io.milepost.gateway.tls.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What those who test with Pusher's own libraries find beside the app that they use most: apps that refuse, and a node with TLS. */
final class PusherPeers {
    private static final TestCertificate CERTIFICATE = TestCertificate.of("of-the-gateway");
    private static final List<App> OTHERS = List.of(
            own("quiet", new Switches(true, false, false, false), new Limits(0, 10, 3, 10_240)),
            own("disabled", new Switches(false, true, true, true), Limits.DEFAULTS),
            own("secure", new Switches(true, true, true, true, true, true), Limits.DEFAULTS),
            own("small", Switches.DEFAULTS, new Limits(1, 10, 100, 10_240)));

    private PusherPeers() {}

    private static App own(String id, Switches switches, Limits limits) {
        return new App(id, id + "-key", id + "-secret", Channels.OWN, switches, limits);
    }

    /** A node's configuration with this app and those that refuse. */
    static GatewayConfig beside(App app, GatewayConfig config) {
        return config.withApps(Stream.concat(Stream.of(app), OTHERS.stream()).toList())
                .withPresence(new PresenceConfig(1_000, Duration.ofSeconds(1), Duration.ofSeconds(10)));
    }

    /** A node with TLS on the same log. */
    static TestNode secure(App app, TestNode node) {
        return TestNode.on(
                node.streams(),
                UnaryOperator.identity(),
                config -> beside(app, config).withTls(CERTIFICATE.config()));
    }

    /** What programs are told of both, and of the app. The certificate is written into a directory. */
    static Map<String, String> environment(App app, TestNode node, TestNode secure, Path directory) throws IOException {
        Path believed = Files.writeString(directory.resolve("certificate.pem"), CERTIFICATE.certificatePem());
        return new HashMap<>(Map.of(
                "PORT", String.valueOf(node.gateway().port()),
                "TLS_PORT", String.valueOf(secure.gateway().port()),
                "NODE_EXTRA_CA_CERTS", believed.toAbsolutePath().toString(),
                "APP_ID", app.id(),
                "APP_KEY", app.key(),
                "APP_SECRET", app.secret(),
                "TOKEN", token()));
    }

    /** Of who may follow some private channels and not others. */
    private static String token() {
        return new TokenMint(TestNode.SECRET)
                .mint(
                        Map.of("sub", "ada", "name", "Ada", "channels", List.of("private-by-*", "presence-by-*")),
                        Duration.ofMinutes(10));
    }
}
