package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.data;
import static io.milepost.gateway.pusher.TestApps.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.channel.ChannelName;
import io.milepost.device.DeviceId;
import io.milepost.device.KafkaDeviceStore;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Switches;
import io.milepost.gateway.session.SessionLimits;
import io.milepost.log.Gathering;
import io.milepost.log.History.Before;
import io.milepost.log.History.Request;
import io.milepost.log.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients of Pusher that were away. */
class PusherResumeIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestApps.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void publish(String channel, String type, String data) {
        TestApps.publish(node, channel, type, data, null);
    }

    @Test
    void whoComesBackGetsWhatWasMissedOnceAndInOrder() {
        String path = "/resume/phone.1/app/key-1?protocol=7";
        try (PusherClient before = PusherClient.connect(node, SHARED, path)) {
            before.subscribe("private-kept");
            publish("private-kept", "a", "1");
            before.expect("a");
            before.expectReceipt();
        }
        publish("private-kept", "b", "2");
        publish("private-kept", "c", "3");
        try (PusherClient after = PusherClient.connect(node, SHARED, path)) {
            assertThat(after.subscribe("private-kept").path("recovered").asBoolean())
                    .isTrue();
            publish("private-kept", "d", "4");
            List.of("b", "c", "d").forEach(after::expect);
        }
    }

    @Test
    void whoKnowsHowToAskGoesOnFromACursor() {
        String path = "/app/key-1?protocol=7&cursors=true";
        String cursor;
        try (PusherClient before = PusherClient.connect(node, SHARED, path)) {
            assertThat(before.subscribe("asked").path("cursor").asText()).isNotEmpty();
            publish("asked", "a", "1");
            cursor = before.expect("a").path("cursor").asText();
        }
        publish("asked", "b", "2");
        try (PusherClient after = PusherClient.connect(node, SHARED, path)) {
            after.say("pusher:subscribe", PusherClient.json("{\"channel\":\"asked\",\"since\":\"" + cursor + "\"}"));
            assertThat(after.expect("pusher_internal:subscription_succeeded")
                            .path("recovered")
                            .asBoolean())
                    .isTrue();
            after.expect("b");
            after.say("pusher:subscribe", PusherClient.json("{\"channel\":\"other\",\"since\":\"" + cursor + "\"}"));
            after.expect("pusher:subscription_error");
        }
    }

    @Test
    void whatASignedInUserMissedIsGivenToThatUserAlone() {
        String path = "/resume/phone.2/app/key-1?protocol=7";
        try (PusherClient ada = PusherClient.connect(node, SHARED, path)) {
            ada.subscribe("private-mail");
            ada.signIn("{\"id\":\"ada\"}");
            ada.expect("pusher:signin_success");
            publish("private-mail", "a", "1");
            ada.expect("a");
            ada.expectReceipt();
        }
        publish("private-mail", "b", "2");
        node.settle();
        try (PusherClient bob = PusherClient.connect(node, SHARED, path)) {
            bob.signIn("{\"id\":\"bob\"}");
            bob.expect("pusher:signin_success");
            bob.subscribe("private-mail");
            publish("private-mail", "c", "3");
            bob.expect("c");
        }
        try (PusherClient ada = PusherClient.connect(node, SHARED, path)) {
            String auth = "key-1:" + Signature.of("secret-1", ada.socketId() + ":private-mail");
            ada.ask("private-mail", auth, null);
            ada.signIn("{\"id\":\"ada\"}");
            ada.expect("pusher:signin_success");
            ada.expect("pusher_internal:subscription_succeeded");
            List.of("b", "c").forEach(ada::expect);
        }
    }

    @Test
    void aCacheChannelEndsWithItsLastEventWhetherSomethingWasMissedOrNot() {
        String path = "/resume/phone.3/app/key-1?protocol=7";
        try (PusherClient first = PusherClient.connect(node, SHARED, path)) {
            first.subscribe("private-cache-kept");
            first.expect("pusher:cache_miss");
            first.subscribe("cache-never");
            first.expect("pusher:cache_miss");
            publish("private-cache-kept", "a", "1");
            first.expect("a");
            first.expectReceipt();
        }
        try (PusherClient missedNothing = PusherClient.connect(node, SHARED, path)) {
            missedNothing.subscribe("private-cache-kept");
            missedNothing.expect("a");
            missedNothing.subscribe("cache-never");
            missedNothing.expect("pusher:cache_miss");
            missedNothing.expectNothing();
        }
        publish("private-cache-kept", "b", "2");
        publish("private-cache-kept", "c", "3");
        node.settle();
        try (PusherClient missedTwo = PusherClient.connect(node, SHARED, path)) {
            assertThat(missedTwo
                            .subscribe("private-cache-kept")
                            .path("recovered")
                            .asBoolean())
                    .isTrue();
            List.of("b", "c").forEach(missedTwo::expect);
            missedTwo.expectReceipt();
            publish("private-cache-kept", "d", "4");
            missedTwo.expect("d");
        }
    }

    @Test
    void manyCacheChannelsAtOnceEachBeginWithTheirLastEvent() {
        for (int i = 0; i < 40; i += 2) {
            publish("cache-many-" + i, "last", String.valueOf(i));
        }
        node.settle();
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            for (int i = 0; i < 40; i++) {
                client.ask("cache-many-" + i, "", null);
            }
            Set<String> last = new HashSet<>();
            Set<String> missed = new HashSet<>();
            while (last.size() + missed.size() < 40) {
                JsonNode frame = client.line().next();
                String channel = frame.path("channel").asText();
                switch (frame.path("event").asText()) {
                    case "last" -> {
                        assertThat(channel).endsWith("-" + frame.path("data").asText());
                        last.add(channel);
                    }
                    case "pusher:cache_miss" -> missed.add(channel);
                    default -> assertThat(frame.path("event").asText()).endsWith("subscription_succeeded");
                }
            }
            assertThat(last).hasSize(20);
            assertThat(missed).hasSize(20).noneMatch(last::contains);
        }
    }

    /** The thread that looks back is held up, and so many wait for it that nobody else may. */
    @Test
    void aLastEventThatCannotBeLookedForIsNoMiss() {
        publish("cache-later", "last", "1");
        node.settle();
        CountDownLatch held = new CountDownLatch(1);
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            holdUpHistory(held);
            client.subscribe("cache-later");
            client.expectNothing();
            held.countDown();
            assertThat(client.expect("last").path("data").asText()).isEqualTo("1");
            publish("cache-later", "next", "2");
            client.expect("next");
        } finally {
            held.countDown();
        }
    }

    /** One thread looks back for all clients of the node: it does so for a channel, and not for each who comes to it. */
    @Test
    void manyWhoComeToOneCacheChannelAtOnceShareALook() {
        CountDownLatch held = new CountDownLatch(1);
        List<PusherClient> clients = new ArrayList<>();
        try (TestNode own = TestApps.start()) {
            TestApps.publish(own, "cache-crowd", "last", "1", null);
            own.settle();
            for (int i = 0; i < 200; i++) {
                clients.add(PusherClient.connect(own, SHARED));
            }
            assertThat(holdUp(own, held)).isTrue();
            long before = own.log().stats().histories();
            clients.forEach(client -> client.subscribe("cache-crowd"));
            held.countDown();
            clients.forEach(client ->
                    assertThat(client.expect("last").path("data").asText()).isEqualTo("1"));
            clients.forEach(PusherClient::expectNothing);
            assertThat(own.log().stats().histories() - before)
                    .as("records looked at, of which there is one: two looks a shard, and the one that was held up")
                    .isBetween(1L, 2L * Runtime.getRuntime().availableProcessors() + 1);
            TestApps.publish(own, "cache-crowd", "next", "2", null);
            clients.forEach(client -> client.expect("next"));
        } finally {
            held.countDown();
            clients.forEach(PusherClient::close);
        }
    }

    /** It was a user's when it was here last; where nobody signs in any more, nobody is waited for. */
    @Test
    void nobodyWaitsForAUserWhereNoneSignsIn() {
        String path = "/resume/phone.4/app/key-1?protocol=7";
        try (PusherClient ada = PusherClient.connect(node, SHARED, path)) {
            ada.signIn("{\"id\":\"ada\"}");
            ada.expect("pusher:signin_success");
            ada.expectReceipt();
        }
        Switches noUsers = new Switches(true, true, false, false);
        App changed = new App("1", "key-1", "secret-1", Channels.SHARED, noUsers, SHARED.limits());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()));
                TestNode other = TestNode.on(
                        node.streams(),
                        UnaryOperator.identity(),
                        config -> config.withApps(List.of(changed)).withSessions(patient(config.sessions())))) {
            Awaitility.await().until(() -> kept(admin, "phone.4").contains("#user"));
            try (PusherClient nobody = PusherClient.connect(other, changed, path)) {
                nobody.subscribe("private-mail");
            }
        }
    }

    private static SessionLimits patient(SessionLimits usual) {
        return new SessionLimits(
                usual.subscriptions(),
                0,
                Duration.ofMinutes(5),
                usual.waitingFrames(),
                usual.pingAfter(),
                usual.silence(),
                usual.grace());
    }

    /** What Kafka keeps of where a client of the app is that nobody has signed in on. */
    private static String kept(Admin admin, String name) throws Exception {
        OffsetAndMetadata kept = admin.listConsumerGroupOffsets(new DeviceId("1", "", name).group())
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(KafkaDeviceStore.TOPIC, 0));
        return kept == null ? "" : kept.metadata();
    }

    private static void holdUpHistory(CountDownLatch held) {
        while (holdUp(node, held)) {
            // There is room for one more.
        }
    }

    /** Returns whether one more may wait for who looks back, which waits itself then. */
    private static boolean holdUp(TestNode node, CountDownLatch held) {
        CompletableFuture<Topology> topology = new CompletableFuture<>();
        node.log().attach(Runnable::run, place -> topology.complete(place.topology()));
        Gathering anything = topology.orTimeout(30, TimeUnit.SECONDS).join().gather(new ChannelName("anything"));
        AtomicBoolean full = new AtomicBoolean();
        Thread test = Thread.currentThread();
        Executor loop = answer -> {
            if (Thread.currentThread() == test) {
                full.set(true); // Refused at once.
            } else {
                await(held);
            }
        };
        node.log().history().page(new Request(anything, new Before.Now(), 1, loop, answer -> {}));
        return !full.get();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
