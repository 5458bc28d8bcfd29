package io.milepost.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Centrifugo on one core: memory engine, JSON, history and recovery on, its own consumer reading from Kafka. */
record Centrifugo(Path home, LoneBroker broker, Processes process, InetSocketAddress address) implements Subject {
    private static final String CHANNELS = "x-centrifugo-channels";

    /** Starts it; empty if there is none on this machine. */
    static Optional<Subject> start() throws IOException, InterruptedException {
        Optional<Path> program = Processes.program("MILEPOST_PEER_CENTRIFUGO", "centrifugo");
        return program.isEmpty() ? Optional.empty() : Optional.of(start(program.get()));
    }

    private static Subject start(Path program) throws IOException, InterruptedException {
        LoneBroker broker = LoneBroker.start();
        KafkaFeed.makeTopic(broker.servers());
        InetSocketAddress address = Processes.freeAddress();
        Path home = Files.createTempDirectory("centrifugo");
        Path config = home.resolve("config.json");
        Files.writeString(config, config(broker.servers(), address));
        Processes process = Processes.start(
                List.of(program.toString(), "-c", config.toString()),
                Map.of("GOMAXPROCS", "1"),
                address,
                home.resolve("log"));
        return new Centrifugo(home, broker, process, address);
    }

    private static String config(String kafka, InetSocketAddress address) {
        return """
                {
                  "http_server": {"address": "%s", "port": %d},
                  "log": {"level": "error"},
                  "client": {"insecure": true, "allowed_origins": ["*"]},
                  "channel": {"without_namespace": {
                    "history_size": 1000, "history_ttl": "300s", "force_recovery": true,
                    "allow_subscribe_for_client": true, "allow_subscribe_for_anonymous": true}},
                  "consumers": [{"name": "bench", "enabled": true, "type": "kafka", "kafka": {
                    "brokers": ["%s"], "topics": ["%s"], "consumer_group": "centrifugo",
                    "publication_data_mode": {"enabled": true, "channels_header": "%s"}}}]
                }
                """.formatted(
                        address.getAddress().getHostAddress(), address.getPort(), kafka, KafkaFeed.TOPIC, CHANNELS);
    }

    @Override
    public String name() {
        return "Centrifugo";
    }

    @Override
    public Manner manner(String key) {
        return Manner.ofLines(
                "/connection/websocket",
                "{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"" + key + "\"}}");
    }

    @Override
    public Speaker speaker(List<String> keys, int size) {
        return new Speaker(new KafkaFeed(broker.servers(), CHANNELS), keys, size);
    }

    @Override
    public double cpuSeconds() {
        return process.cpuSeconds();
    }

    @Override
    public long residentBytes() {
        return process.residentBytes();
    }

    @Override
    public void close() {
        process.close();
        broker.close();
    }
}
