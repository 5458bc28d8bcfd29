package io.milepost.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.broker.TestKafka;
import io.milepost.channel.ChannelName;
import io.milepost.channel.Streams;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.auth.TokenMint;
import io.milepost.gateway.presence.Presence.Snapshot;
import io.milepost.gateway.protocol.Member;
import io.milepost.gateway.pusher.App;
import io.milepost.log.LogConfig;
import io.milepost.log.peer.PeerTopics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes that know each other, by topics that nobody else uses, and their clients. */
final class TestNodes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CHANNELS = List.of("*", "presence-*");

    private final String kafka;
    private final Streams streams = TestNode.freshStreams();
    private final PeerTopics topics =
            new PeerTopics(TestKafka.uniqueTopic("presence"), TestKafka.uniqueTopic("signals"));
    private final List<TestNode> nodes = new ArrayList<>();
    private final List<TestClient> clients = new ArrayList<>();

    TestNodes(String kafka) {
        this.kafka = kafka;
    }

    TestNode start(PresenceConfig config, App... apps) {
        TestNode node = TestNode.on(
                streams,
                log -> LogConfig.of(kafka)
                        .withWatchInterval(Duration.ofMillis(500))
                        .withPeers(Optional.of(topics)),
                gateway -> gateway.withPresence(config).withApps(List.of(apps)));
        nodes.add(node);
        return node;
    }

    /** It ends in order. */
    void stop(TestNode node) {
        nodes.remove(node);
        node.close();
    }

    /** It ends without a word. */
    void kill(TestNode node) {
        nodes.remove(node);
        node.die();
    }

    static String token(String user) {
        Map<String, Object> claims = Map.of(
                "sub",
                user,
                "name",
                "Name of " + user,
                "avatar",
                "https://pictures/" + user,
                "channels",
                CHANNELS,
                "publish",
                CHANNELS);
        return new TokenMint(TestNode.SECRET).mint(claims, Duration.ofMinutes(10));
    }

    /** A socket of a user, which follows the channel. */
    TestClient join(TestNode node, String user, ChannelName channel) {
        TestClient client = TestClient.connect(node.ws() + "?token=" + token(user));
        clients.add(client);
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        client.expect("subscribed");
        return client;
    }

    /** A socket of a user in a room where people talk. */
    TestClient enter(TestNode node, String user, String room) {
        String address = node.http().replace("http", "ws") + "/api/chat/ws?contextId=" + room + "&token=" + token(user);
        TestClient client = TestClient.connect(address);
        clients.add(client);
        // It is there when it is answered.
        client.send("{\"type\":\"ping\"}");
        client.expect("pong");
        return client;
    }

    /** Returns when every node names these members, and no others. */
    void awaitMembers(ChannelName channel, String... ids) {
        for (TestNode node : nodes) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                List<Member> members = snapshot(node, channel).members();
                assertThat(members).isNotNull().extracting(Member::id).containsExactlyInAnyOrder(ids);
            });
        }
    }

    /** Returns when every node counts so many connections. */
    void awaitSubscribers(ChannelName channel, int count) {
        for (TestNode node : nodes) {
            await().atMost(PATIENCE).until(() -> snapshot(node, channel).subscribers() == count);
        }
    }

    private static Snapshot snapshot(TestNode node, ChannelName channel) {
        return node.gateway().insight().presence(channel);
    }

    JsonNode ask(TestNode node, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.http() + path))
                .header("Authorization", "Bearer " + token("asker"))
                .timeout(PATIENCE)
                .build();
        try {
            return JSON.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        clients.forEach(TestClient::close);
        nodes.forEach(TestNode::close);
    }
}
