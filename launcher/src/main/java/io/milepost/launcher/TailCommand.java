package io.milepost.launcher;

import io.milepost.gateway.auth.TokenMint;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows a channel over the gateway's WebSocket. */
@Command(
        name = "tail",
        description = {
            "Follows a channel through a gateway and prints one event a line.",
            "When the connection is lost it comes back with its cursor, and misses nothing."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost tail team-otters",
            "  ./milepost tail team-otters --since earliest --count 10 | jq .data",
            "  ./milepost tail team-123 --url wss://events.example.com/ws --token \"$TOKEN\"",
            "  ./milepost tail team-123 --url wss://127.0.0.1:8080/ws --ca ca.pem"
        })
final class TailCommand implements Callable<Integer> {
    private static final Duration CONNECTING = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "CHANNEL", description = "The channel, such as team-123.")
    private String channel = "";

    @Option(
            names = "--since",
            paramLabel = "FROM",
            description = "earliest, latest or a cursor (default: from now on).")
    private Optional<String> since = Optional.empty();

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:MILEPOST_URL:-ws://127.0.0.1:8080/ws}",
            description = "The gateway (default: ws://127.0.0.1:8080/ws, or MILEPOST_URL).")
    private URI url = URI.create("ws://127.0.0.1:8080/ws");

    @Option(
            names = "--token",
            paramLabel = "JWT",
            description = "The token (default: MILEPOST_TOKEN, or one signed with the configured secret).")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Certificates in PEM to trust in place of the system's, for a gateway with one of your own.")
    private Optional<Path> ca = Optional.empty();

    @Option(names = "--count", paramLabel = "N", description = "End after so many events.")
    private long count = Long.MAX_VALUE;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        Supplier<String> tokens = token.or(() -> Optional.ofNullable(System.getenv("MILEPOST_TOKEN")))
                .<Supplier<String>>map(given -> () -> given)
                .orElseGet(() -> signing(err));
        return new ChannelTail(
                        http(),
                        socketAddress(),
                        tokens,
                        channel,
                        since,
                        count,
                        spec.commandLine().getOut(),
                        err)
                .run();
    }

    private HttpClient http() {
        HttpClient.Builder http = HttpClient.newBuilder().connectTimeout(CONNECTING);
        try {
            ca.map(Trust::in).ifPresent(http::sslContext);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--ca: " + e.getMessage());
        }
        return http.build();
    }

    /** A gateway may be named as {@code dev} prints it, {@code http://HOST:PORT}. */
    private URI socketAddress() {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!List.of("ws", "wss", "http", "https").contains(scheme) || url.getHost() == null) {
            throw new ParameterException(spec.commandLine(), "--url: an address such as ws://127.0.0.1:8080/ws");
        }
        String path = List.of("", "/").contains(url.getRawPath()) ? "/ws" : url.getRawPath();
        return URI.create((List.of("wss", "https").contains(scheme) ? "wss" : "ws") + "://" + url.getRawAuthority()
                + path + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery()));
    }

    private Supplier<String> signing(PrintWriter err) {
        TokenMint mint = new TokenMint(Secrets.forSigning(common.settings(Map.of()), err));
        return () -> mint.mint(Map.of("sub", "tail", "channels", List.of("*", channel)), Duration.ofDays(1));
    }
}
