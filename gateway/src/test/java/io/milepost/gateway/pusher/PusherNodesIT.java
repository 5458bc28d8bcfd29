package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.data;
import static io.milepost.gateway.pusher.PusherClient.json;
import static io.milepost.gateway.pusher.TestApps.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.pusher.client.PusherOptions;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import com.pusher.rest.Pusher;
import io.milepost.broker.TestKafka;
import io.milepost.channel.Streams;
import io.milepost.device.DeviceId;
import io.milepost.device.KafkaDeviceStore;
import io.milepost.gateway.Drain;
import io.milepost.gateway.RawSocket;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import io.milepost.gateway.session.SessionLimits;
import io.milepost.log.peer.PeerTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Pusher's clients on one node, their servers and friends on another; and how a node that goes sends them there. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PusherNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final App APP =
            new App("1", "key-1", "secret-1", Channels.SHARED, new Switches(true, true, true, true), Limits.DEFAULTS);
    private static final Streams STREAMS = TestNode.freshStreams();
    private static final PeerTopics TOPICS =
            new PeerTopics(TestKafka.uniqueTopic("presence"), TestKafka.uniqueTopic("signals"));

    private static TestNode here;
    private static TestNode there;

    @BeforeAll
    static void start() {
        here = node();
        there = node();
    }

    private static TestNode node() {
        return TestNode.on(
                STREAMS,
                log -> log.withPeers(Optional.of(TOPICS)),
                config -> config.withApps(List.of(APP, OTHER))
                        .withDrain(new Drain(Duration.ofSeconds(20), 1_000))
                        .withSessions(
                                SessionLimits.DEFAULTS.withPatience(Duration.ofSeconds(1), Duration.ofSeconds(4))));
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
    }

    private static Pusher server(TestNode node) {
        Pusher server = new Pusher("1", "key-1", "secret-1");
        server.setHost("127.0.0.1:" + node.gateway().port());
        return server;
    }

    @Test
    @Order(1)
    void eventsMembersAndCountsAreOfAllNodes() {
        try (PusherClient ada = PusherClient.connect(here, APP);
                PusherClient bob = PusherClient.connect(there, APP)) {
            ada.subscribe("presence-far", "{\"user_id\":1,\"user_info\":{\"name\":\"Ada\"}}");
            await().atMost(PATIENCE)
                    .until(() -> there(Map.of("info", "user_count"))
                                    .path("user_count")
                                    .asInt()
                            == 1);
            JsonNode both = data(bob.subscribe("presence-far", "{\"user_id\":\"bob\"}"));
            assertThat(both.path("presence").path("hash")).isEqualTo(json("{\"1\":{\"name\":\"Ada\"},\"bob\":null}"));
            assertThat(data(ada.expect("pusher_internal:member_added"))).isEqualTo(json("{\"user_id\":\"bob\"}"));
            assertThat(server(there)
                            .trigger("presence-far", "told", 1, ada.socketId())
                            .getHttpStatus())
                    .isEqualTo(200);
            bob.expect("told");
            bob.tell("presence-far", "client-hello", "{}");
            assertThat(ada.expect("client-hello").path("user_id").asText()).isEqualTo("bob");
            assertThat(there(Map.of("info", "user_count,subscription_count")))
                    .isEqualTo(json("{\"occupied\":true,\"user_count\":2,\"subscription_count\":2}"));
            bob.subscribe("counted");
            bob.expect("pusher_internal:subscription_count");
            ada.subscribe("counted");
            assertThat(data(bob.expect("pusher_internal:subscription_count")))
                    .isEqualTo(json("{\"subscription_count\":2}"));
        }
    }

    private static JsonNode there(Map<String, String> query) {
        return json(server(there).get("/channels/presence-far", query).getMessage());
    }

    @Test
    @Order(2)
    void aUserIsSentAwayFromAllNodes() {
        try (PusherClient eve = PusherClient.connect(here, APP)) {
            eve.signIn("{\"id\":\"eve\"}");
            eve.expect("pusher:signin_success");
            // Until the other node knows that somebody is there whom it may concern.
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(server(there)
                                .post("/users/eve/terminate_connections", "{}")
                                .getHttpStatus())
                        .isEqualTo(200);
                assertThat(eve.line().isClosed()).isTrue();
            });
            assertThat(eve.line().closeCode()).isEqualTo(4009);
        }
    }

    /** Though it is not known yet where the user's place is. */
    @Test
    @Order(2)
    void whoIsBackAsAUserAndSentAwayMeanwhileGoesAtOnce() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        try (PusherClient eve = PusherClient.connect(here, APP, "/resume/sent.away/app/key-1?protocol=7")) {
            eve.expectNothing();
            here.holdDevices(held);
            eve.signIn("{\"id\":\"eve\"}");
            eve.expect("pusher:signin_success");
            assertThat(server(there)
                            .post("/users/eve/terminate_connections", "{}")
                            .getHttpStatus())
                    .isEqualTo(200);
            assertThat(eve.line().closeCode()).isEqualTo(4009);
        } finally {
            here.holdDevices(CompletableFuture.completedFuture(null));
            held.complete(null);
        }
    }

    /** On another node, with something before the path; and another app's client of the same name has nothing to do with it. */
    @Test
    @Order(3)
    void whoComesBackElsewhereGetsWhatWasMissed() {
        String path = "/some/prefix/resume/roaming/app/";
        String followed;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            try (PusherClient before = PusherClient.connect(here, APP, path + "key-1?protocol=7")) {
                before.subscribe("private-roam");
                before.expect("pusher_internal:subscription_count");
                followed = await().atMost(PATIENCE).until(() -> kept(admin), text -> !text.isEmpty());
                TestApps.publish(here, "private-roam", "a", "1", null);
                before.expect("a");
                before.expectReceipt();
            }
            await().atMost(PATIENCE).until(() -> !kept(admin).equals(followed));
        }
        TestApps.publish(here, "private-roam", "b", "2", null);
        try (PusherClient other = PusherClient.connect(there, OTHER, path + "key-5?protocol=7");
                PusherClient after = PusherClient.connect(there, APP, path + "key-1?protocol=7")) {
            assertThat(other.subscribe("private-roam").path("recovered").asBoolean())
                    .isFalse();
            assertThat(after.subscribe("private-roam").path("recovered").asBoolean())
                    .isTrue();
            JsonNode next = after.line().next();
            if (next.path("event").asText().equals("pusher_internal:subscription_count")) {
                next = after.line().next();
            }
            assertThat(next.path("event").asText()).isEqualTo("b");
            other.expectNothing();
        }
    }

    /** What Kafka keeps of where the app's client stands. */
    private static String kept(Admin admin) throws Exception {
        OffsetAndMetadata kept = admin.listConsumerGroupOffsets(new DeviceId("1", "", "roaming").group())
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(KafkaDeviceStore.TOPIC, 0));
        return kept == null ? "" : kept.metadata();
    }

    /** pusher-java-client is silent too, and knows no ping of Pusher's, but answers those of WebSocket. */
    @Test
    @Order(4)
    void whoIsSilentIsAskedByAPingThatNeedsNoAnswerOfTheProgram() throws IOException {
        List<ConnectionState> states = new CopyOnWriteArrayList<>();
        com.pusher.client.Pusher polite = connect(states);
        await().atMost(PATIENCE).until(() -> states.contains(ConnectionState.CONNECTED));
        try (RawSocket silent = new RawSocket(here.http() + "/app/key-1?protocol=5", 64 * 1024)) {
            silent.next();
            assertThat(silent.next().toString()).isEqualTo(parting(4201, "nothing was heard for too long"));
            assertThat(silent.closeCode()).isEqualTo(4201);
        }
        assertThat(states).containsExactly(ConnectionState.CONNECTING, ConnectionState.CONNECTED);
        polite.disconnect();
    }

    /** What versions before 6 are told before a code, and later ones not. */
    private static String parting(int code, String why) {
        return "{\"event\":\"pusher:error\",\"data\":{\"code\":" + code + ",\"message\":\"" + why + "\"}}";
    }

    /** A client that notes what becomes of its connection. */
    private static com.pusher.client.Pusher connect(List<ConnectionState> states) {
        com.pusher.client.Pusher client = new com.pusher.client.Pusher(
                "key-1",
                new PusherOptions()
                        .setHost("127.0.0.1")
                        .setWsPort(here.gateway().port())
                        .setUseTLS(false));
        client.connect(
                new ConnectionEventListener() {
                    @Override
                    public void onConnectionStateChange(ConnectionStateChange change) {
                        states.add(change.getCurrentState());
                    }

                    @Override
                    public void onError(String message, String code, Exception e) {}
                },
                ConnectionState.ALL);
        return client;
    }

    @Test
    @Order(5)
    void aNodeThatGoesSendsItsClientsElsewhereAndTakesNoMore() {
        List<ConnectionState> states = new CopyOnWriteArrayList<>();
        com.pusher.client.Pusher other = connect(states);
        await().atMost(PATIENCE).until(() -> states.contains(ConnectionState.CONNECTED));
        try (PusherClient client = PusherClient.connect(here, APP);
                PusherClient old = PusherClient.connect(here, APP, "/app/key-1?protocol=5")) {
            client.subscribe("going");
            client.expect("pusher_internal:subscription_count");
            here.gateway().drain();
            assertThat(client.line().closeCode()).isEqualTo(4200);
            assertThat(client.line().hasNext()).isFalse();
            assertThat(old.line().next().toString()).isEqualTo(parting(4200, "this node is going away"));
            assertThat(old.line().closeCode()).isEqualTo(4200);
            assertThatThrownBy(() -> PusherClient.dial(here, "/app/key-1?protocol=7"))
                    .rootCause()
                    .hasMessageContaining("503");
            await().atMost(PATIENCE).until(() -> states.contains(ConnectionState.RECONNECTING));
            other.disconnect();
        }
    }
}
