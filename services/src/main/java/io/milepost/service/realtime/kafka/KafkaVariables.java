package io.milepost.service.realtime.kafka;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.schema.DataCheck;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import io.milepost.service.Variables;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** The variables of the Kafka provider. */
final class KafkaVariables {
    private static final String BROKERS = "KAFKA_BROKERS";
    private static final String CONFIG_FILE = "KAFKA_CONFIG_FILE";
    private static final String URL = "MILEPOST_URL";
    private static final String TOKEN = "MILEPOST_TOKEN";
    private static final String SECRET = "MILEPOST_SECRET";
    private static final int MIN_SECRET_BYTES = 32;
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

    private KafkaVariables() {}

    /** Reads them. */
    static KafkaRealtimeConfig read(Environment environment) {
        Variables variables = environment.read();
        Map<String, Object> kafka = new HashMap<>();
        variables.text(CONFIG_FILE).ifPresent(file -> kafka.putAll(properties(file, variables)));
        kafka.put("bootstrap.servers", brokers(variables));
        StreamSpec stream = stream(variables);
        Optional<URI> gateway = variables.text(URL).flatMap(text -> gateway(text, variables));
        Optional<String> token = variables.secret(TOKEN);
        Optional<String> secret = variables.secret(SECRET);
        if (secret.filter(value -> value.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES)
                .isPresent()) {
            variables.fault(SECRET, "shorter than " + MIN_SECRET_BYTES + " bytes");
        }
        if (gateway.isPresent() && token.isEmpty() && secret.isEmpty()) {
            variables.fault(TOKEN, "missing, though " + URL + " is set (or " + SECRET + ")");
        }
        String source = variables.text("MILEPOST_SOURCE").orElse("/milepost/services");
        DataCheck check = SchemaVariables.read(variables);
        variables.check();
        return new KafkaRealtimeConfig(source, stream, kafka, gateway, token, secret, check);
    }

    /** What Kafka's client says of its settings, which name the file or the brokers. */
    static EnvironmentException refused(String why) {
        return new EnvironmentException(
                List.of(BROKERS + ": Kafka's client refuses it, or what " + CONFIG_FILE + " says: " + why));
    }

    private static String brokers(Variables variables) {
        String brokers = variables.required(BROKERS);
        for (String broker : brokers.isEmpty() ? new String[0] : brokers.split(",", -1)) {
            if (!broker.strip().matches("[^\\s/]+:[0-9]{1,5}")) {
                variables.fault(BROKERS, "\"" + broker + "\" is not HOST:PORT");
            }
        }
        return brokers;
    }

    private static StreamSpec stream(Variables variables) {
        StreamSpec standard = Streams.DEFAULTS.catchAll();
        String name = variables.oneOf(
                "MILEPOST_STREAM",
                standard.name(),
                Set.copyOf(Streams.DEFAULTS.all().stream().map(StreamSpec::name).toList()));
        StreamSpec stream = Streams.DEFAULTS.named(name).orElse(standard);
        Optional<String> own = variables.text("MILEPOST_TOPIC");
        if (!stream.isCatchAll() && own.filter(standard.topic()::equals).isPresent()) {
            variables.fault("MILEPOST_TOPIC", standard.topic() + " is the topic of another stream than " + name);
        }
        return own.map(topic -> new StreamSpec(
                        name, topic, stream.template(), stream.defaultType(), stream.delivery(), stream.isPublic()))
                .orElse(stream);
    }

    /** Where the gateway's routes are: an address of the socket leads there too, since the command line takes such a one. */
    private static Optional<URI> gateway(String text, Variables variables) {
        try {
            URI uri = new URI(text);
            if (uri.getScheme() != null && SCHEMES.contains(uri.getScheme()) && uri.getHost() != null) {
                String scheme = uri.getScheme().replace("ws", "http");
                String path = uri.getPath().replaceFirst("/(ws)?$", "");
                return Optional.of(new URI(scheme, null, uri.getHost(), uri.getPort(), path, null, null));
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        variables.fault(URL, "not an address that begins with http:// or https://");
        return Optional.empty();
    }

    private static Map<String, Object> properties(String file, Variables variables) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException | InvalidPathException e) {
            variables.fault(CONFIG_FILE, file + " cannot be read");
        } catch (IllegalArgumentException e) {
            variables.fault(CONFIG_FILE, file + " is no properties file");
        }
        Map<String, Object> settings = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        return settings;
    }
}
