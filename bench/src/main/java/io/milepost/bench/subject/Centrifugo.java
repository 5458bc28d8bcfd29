package io.milepost.bench.subject;

import io.milepost.bench.load.KafkaFeed;
import io.milepost.bench.load.Manner;
import io.milepost.bench.load.Speaker;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Centrifugo on all cores that it wants: memory engine, JSON, history and recovery on, its own consumer reading from Kafka. */
public final class Centrifugo implements Subject {
    private static final String VARIABLE = "MILEPOST_PEER_CENTRIFUGO";
    private static final String NAME = "centrifugo";
    private static final String CHANNELS = "x-centrifugo-channels";
    private static final String PATH = "/connection/websocket";
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]+)\"");
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)");

    private final LoneBroker broker;
    private final Path program;
    private final Scratch home;
    private final InetSocketAddress address;
    private final @Nullable SslContext tls;
    private Processes process;

    private Centrifugo(LoneBroker broker, Path program, @Nullable Certificate certificate) throws IOException {
        this.broker = broker;
        this.program = program;
        address = Processes.freeAddress();
        home = Scratch.make("centrifugo");
        Files.writeString(home.file("config.json"), config(certificate));
        tls = certificate == null ? null : certificate.believer();
        process = startProcess();
    }

    /** Starts it, if there is one on this machine. */
    public static Started start() throws IOException, InterruptedException {
        return start(null);
    }

    /** The same over TLS. */
    public static Started startOverTls() throws IOException, InterruptedException {
        return start(Certificate.make());
    }

    private static Started start(@Nullable Certificate certificate) throws IOException, InterruptedException {
        Optional<Path> program = Processes.program(VARIABLE, NAME);
        if (program.isEmpty()) {
            return Processes.absent(VARIABLE, NAME);
        }
        return new Started.Running(LoneBroker.before(broker -> new Centrifugo(broker, program.get(), certificate)));
    }

    private Processes startProcess() {
        return Processes.start(
                List.of(program.toString(), "-c", home.file("config.json").toString()),
                Map.of(),
                address,
                home.file("log"));
    }

    private String config(@Nullable Certificate certificate) {
        String overTls = certificate == null
                ? ""
                : ", \"tls\": {\"enabled\": true, \"cert_pem\": \"%s\", \"key_pem\": \"%s\"}"
                        .formatted(certificate.certificate(), certificate.key());
        return """
                {
                  "http_server": {"address": "%s", "port": %d%s},
                  "client": {"insecure": true, "allowed_origins": ["*"], "ping_interval": "1h", "pong_timeout": "1m"},
                  "channel": {"without_namespace": {
                    "history_size": 1000, "history_ttl": "300s", "force_recovery": true,
                    "allow_subscribe_for_client": true, "allow_subscribe_for_anonymous": true}},
                  "consumers": [{"name": "bench", "enabled": true, "type": "kafka", "kafka": {
                    "brokers": ["%s"], "topics": ["%s"], "consumer_group": "centrifugo",
                    "publication_data_mode": {"enabled": true, "channels_header": "%s"}}}]
                }
                """.formatted(
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        overTls,
                        broker.servers(),
                        KafkaFeed.TOPIC,
                        CHANNELS);
    }

    @Override
    public String name() {
        return tls == null ? "Centrifugo" : "Centrifugo over TLS";
    }

    @Override
    public String version() {
        Matcher version =
                Pattern.compile("v?(\\d+\\.\\d+\\.\\d+)").matcher(Processes.run(program.toString(), "version"));
        return version.find() ? version.group(1) : "unknown";
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public @Nullable SslContext tls() {
        return tls;
    }

    @Override
    public Manner manner(String key) {
        return following(subscribe(key, ""));
    }

    private static Manner following(String said) {
        return Manner.ofPath(PATH, "\"id\":2").inBundles().saying("", said);
    }

    private static String subscribe(String key, String more) {
        return "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"%s\"%s}}".formatted(key, more);
    }

    @Override
    public Speaker speaker(List<String> keys, int size) {
        return new Speaker(new KafkaFeed(broker.servers(), CHANNELS), keys, size);
    }

    @Override
    public Server process() {
        return process;
    }

    @Override
    public Optional<Server> broker() {
        return Optional.of(broker.process());
    }

    @Override
    public Optional<Function<String, Manner>> returning(List<String> keys) {
        Map<String, String> places = keys.stream().collect(Collectors.toMap(key -> key, this::place));
        return Optional.of(key -> following(subscribe(key, Objects.requireNonNull(places.get(key)))));
    }

    private String place(String key) {
        String answer = Position.ask(address, PATH, subscribe(key, ""), "\"id\":2");
        // It does not mention an offset of 0.
        String offset = Position.in(answer, OFFSET).orElse("0");
        return ",\"recover\":true,\"epoch\":\"%s\",\"offset\":%s"
                .formatted(Position.in(answer, EPOCH).orElseThrow(), offset);
    }

    @Override
    public void restart() {
        process.close();
        process = startProcess();
    }

    @Override
    public void close() {
        process.close();
        broker.close();
        home.close();
    }
}
