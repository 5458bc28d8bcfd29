package io.milepost.launcher.config;

import io.milepost.console.ConsoleConfig;
import io.milepost.console.ConsoleConfig.Known;
import io.milepost.console.web.Access;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.fanout.trail.TrailTopic;
import io.milepost.gateway.GatewayConfig;
import io.milepost.gateway.ManagementAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what the console is told. */
final class ConsoleSettings {
    private static final String VERSION = "0.1.0";
    private static final int TOKEN_BYTES = 32;

    private ConsoleSettings() {}

    static ConsoleConfig read(Settings settings, GatewayConfig gateway, Optional<WebhookConfig> webhooks, boolean dev) {
        boolean ownPort = gateway.management().isPresent();
        boolean loopback =
                isLoopback(gateway.management().map(ManagementAddress::host).orElse(gateway.host()));
        Optional<String> token = token(settings).or(() -> dev && loopback ? Optional.of(random()) : Optional.empty());
        Access access = new Access(
                dev,
                loopback,
                token,
                settings.list(Options.CONSOLE_HOSTS).stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
        return new ConsoleConfig(
                node(),
                VERSION,
                access,
                ownPort ? OptionalInt.of(gateway.port()) : OptionalInt.empty(),
                NodeConfig.kafka(settings),
                NodeConfig.deadLetters(settings),
                trails(settings),
                known(settings, webhooks));
    }

    /** A fan-out that is configured by this name. */
    static Known known(Settings settings, String name) {
        Map<String, String> said = settings.fanouts().getOrDefault(name, Map.of());
        return new Known(name, said.getOrDefault("group", SinkConfig.groupOf(name)));
    }

    private static List<Known> known(Settings settings, Optional<WebhookConfig> webhooks) {
        Stream<Known> configured = settings.fanouts().keySet().stream().map(name -> known(settings, name));
        Stream<Known> hooks =
                webhooks.stream().flatMap(all -> all.hooks().stream()).map(WebhookConfig.Hook::known);
        return Stream.concat(configured, hooks).toList();
    }

    private static Set<String> trails(Settings settings) {
        Set<String> topics = new HashSet<>(Set.of(TrailTopic.NAME));
        settings.fanouts().values().forEach(said -> topics.add(said.getOrDefault("trailTopic", TrailTopic.NAME)));
        return topics;
    }

    private static Optional<String> token(Settings settings) {
        String said = settings.text(Options.OPERATOR_TOKEN);
        String file = settings.text(Options.OPERATOR_TOKEN_FILE);
        String key = Options.OPERATOR_TOKEN.key();
        if (!file.isEmpty()) {
            key = Options.OPERATOR_TOKEN_FILE.key();
            if (!said.isEmpty()) {
                settings.fault(key + ": " + Options.OPERATOR_TOKEN.key() + " is there too; one of them is enough");
            }
            try {
                said = Files.readString(Path.of(file)).strip();
            } catch (IOException e) {
                settings.fault(key + ": " + file + " cannot be read");
                return Optional.empty();
            }
        }
        if (said.isEmpty() && file.isEmpty()) {
            return Optional.empty();
        }
        if (said.length() < Access.LEAST_TOKEN) {
            settings.fault(key + ": " + said.length() + " characters, where " + Access.LEAST_TOKEN
                    + " are the least; openssl rand -hex 32 makes one");
        }
        return Optional.of(said);
    }

    private static String random() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    private static String node() {
        String host = System.getenv("HOSTNAME");
        return host == null || host.isBlank()
                ? "node-" + ProcessHandle.current().pid()
                : host;
    }
}
