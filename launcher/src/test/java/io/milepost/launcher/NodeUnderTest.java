package io.milepost.launcher;

import io.milepost.broker.TestKafka;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Json;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.PublisherConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A node as {@code dev} runs it, on the test's Kafka, with topics that nobody else uses, and a service that publishes. */
public final class NodeUnderTest implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Settings settings;
    private final NodeConfig config;
    private final Node node;
    private final EventPublisher service;

    private NodeUnderTest(Map<String, String> more) {
        settings = settings(more);
        config = NodeConfig.read(settings, true);
        node = Node.start(config, words -> {});
        service = new EventPublisher(
                new PublisherConfig("/documents", config.streams(), config.log().kafka(), Duration.ofSeconds(10)));
    }

    /** Starts one. */
    public static NodeUnderTest start(Map<String, String> more) {
        return new NodeUnderTest(more);
    }

    static Settings settings(Map<String, String> more) {
        return Settings.load(Path.of("milepost.yaml"), Map.of(), said(more));
    }

    /** What such a node is told, with topics of its own. */
    static Map<String, String> said(Map<String, String> more) {
        Map<String, String> said = new HashMap<>();
        String suffix = "-" + UUID.randomUUID();
        for (StreamSpec stream : Streams.DEFAULTS.all()) {
            said.put("streams." + stream.name() + ".topic", stream.name() + suffix);
        }
        said.put("presence.topic", "presence" + suffix);
        said.put("presence.signalsTopic", "signals" + suffix);
        said.put("pusher.webhookTopic", "webhooks" + suffix);
        said.put("kafka", TestKafka.bootstrapServers());
        said.put("port", "0");
        said.put("managementPort", "0");
        said.putAll(more);
        return said;
    }

    /** What it was told. */
    Settings settings() {
        return settings;
    }

    /** The node itself. */
    Node node() {
        return node;
    }

    /** The node's address with another scheme, such as {@code ws}. */
    public String at(String scheme) {
        return scheme + "://127.0.0.1:" + node.port();
    }

    /** A token as {@code ./milepost token} makes it. */
    public static String token(Map<String, ?> claims) {
        return new TokenMint(NodeConfig.DEV_SECRET).mint(claims, Duration.ofHours(1));
    }

    /** The data of an {@code activity-logged}, with a number to tell it by. */
    public static String walk(int number) {
        return "{\"n\":" + number + ",\"userId\":\"ada\",\"activityId\":\"a-" + number
                + "\",\"distance\":1,\"duration\":900,\"timestamp\":\"2026-01-01T10:00:00Z\"}";
    }

    /** Opens a socket; the path begins with a slash. */
    public TestClient open(String path) {
        return TestClient.connect(at("ws") + path);
    }

    /** A domain service writes an event, and has Kafka's word for it. */
    public void service(String stream, String key, String type, String data) {
        service.publish(new Publication(stream, key, type, Json.of(data), null, null, null))
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Asks over HTTP. */
    public HttpResponse<String> request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(at("http") + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    @Override
    public void close() {
        service.close();
        node.close();
    }
}
