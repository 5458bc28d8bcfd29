package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.broker.TestKafka;
import io.milepost.channel.Streams;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import io.milepost.gateway.pusher.Webhook.Kind;
import io.milepost.log.fact.KafkaFactLog;
import io.milepost.log.peer.PeerTopics;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What happens in apps on two nodes is written once, whichever of them is there; the last tests end one of them. */
@TestMethodOrder(OrderAnnotation.class)
class WebhookFactsIT {
    private static final URI ANYWHERE = URI.create("https://hooks.example/");
    private static final App SHARED = new App(
            "1",
            "key-1",
            "secret-1",
            Channels.SHARED,
            Switches.DEFAULTS,
            Limits.DEFAULTS,
            List.of(new Webhook(ANYWHERE, EnumSet.allOf(Kind.class))));
    private static final App OWN = new App(
            "2",
            "key-2",
            "secret-2",
            Channels.OWN,
            new Switches(true, true, true, true),
            Limits.DEFAULTS,
            List.of(
                    new Webhook(ANYWHERE, Set.of(Kind.CHANNEL_VACATED)),
                    new Webhook(ANYWHERE, Set.of(Kind.MEMBER_ADDED, Kind.SUBSCRIPTION_COUNT))));
    private static final Streams STREAMS = TestNode.freshStreams();
    private static final PeerTopics TOPICS =
            new PeerTopics(TestKafka.uniqueTopic("presence"), TestKafka.uniqueTopic("signals"));
    private static final String TOPIC = TestKafka.uniqueTopic("webhooks");

    private static TestNode here;
    private static TestNode there;
    private static WrittenFacts facts;
    private static List<KafkaFactLog> logs;

    private static KafkaFactLog log() {
        return new KafkaFactLog(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()), TOPIC, Optional.of((short) -1));
    }

    private static TestNode node() {
        KafkaFactLog log = log();
        log.begin();
        return node(log);
    }

    private static TestNode node(KafkaFactLog log) {
        return TestNode.on(
                STREAMS,
                config -> config.withPeers(Optional.of(TOPICS)),
                config -> config.withApps(List.of(SHARED, OWN))
                        .withPresence(new PresenceConfig(1_000, Duration.ZERO, Duration.ofSeconds(3))),
                log);
    }

    /** Who writes what both know is the one with the lesser name. */
    private static boolean hereWrites() {
        return here.log().peers().self().compareTo(there.log().peers().self()) < 0;
    }

    /** The one that writes ends without a word, and another one begins. */
    private static void killTheWriter() {
        if (hereWrites()) {
            here.die();
            here = node();
        } else {
            there.die();
            there = node();
        }
    }

    /** None of them writes anything yet. */
    @BeforeAll
    static void start() {
        logs = List.of(log(), log());
        here = node(logs.get(0));
        there = node(logs.get(1));
        await().until(() -> nodes(here) == 2 && nodes(there) == 2);
        facts = new WrittenFacts(TOPIC);
    }

    private static int nodes(TestNode node) {
        return (int) node.gateway().meters().get("milepost.nodes").gauge().value();
    }

    @AfterAll
    static void stop() {
        facts.close();
        here.close();
        there.close();
        assertThat(new HashSet<>(facts.ids)).hasSameSizeAs(facts.ids);
    }

    @Test
    @Order(0)
    void whatTheDeadOneHasNotWrittenTheOtherWrites() {
        TestNode writer = hereWrites() ? here : there;
        TestNode other = hereWrites() ? there : here;
        logs.get(hereWrites() ? 1 : 0).begin();
        PusherClient gone = PusherClient.connect(writer, SHARED);
        try (PusherClient stays = PusherClient.connect(other, SHARED)) {
            gone.subscribe("gone");
            stays.subscribe("presence-unwritten", "{\"user_id\":\"stays\"}");
            stays.tell("presence-unwritten", "client-own", "1");
            facts.await("presence-unwritten", "client_event stays");
            assertThat(facts.of("gone")).isEmpty();
            killTheWriter();
            facts.await("presence-unwritten", "client_event stays", "channel_occupied", "member_added stays");
            facts.await("gone", "channel_occupied", "channel_vacated");
        }
    }

    @Test
    @Order(1)
    void everyKindIsWrittenOnce() {
        try (PusherClient bob = PusherClient.connect(there, SHARED)) {
            try (PusherClient ada = PusherClient.connect(here, SHARED)) {
                ada.subscribe("presence-room", "{\"user_id\":\"ada\"}");
                facts.await("presence-room", "channel_occupied", "member_added ada");
                bob.subscribe("presence-room", "{\"user_id\":7}");
                facts.await("presence-room", "channel_occupied", "member_added ada", "member_added 7");
                ada.expect("pusher_internal:member_added");
                ada.tell("presence-room", "client-hello", "{\"n\":1}");
                bob.expect("client-hello");
                ada.subscribe("cache-empty");
                ada.expect("pusher:cache_miss");
                facts.await("cache-empty", "channel_occupied", "cache_miss");
                facts.await(
                        "presence-room", "channel_occupied", "member_added ada", "member_added 7", "client_event ada");
                assertThat(facts.last("presence-room"))
                        .isEqualTo(json(
                                "{\"name\":\"client_event\",\"channel\":\"presence-room\",\"event\":\"client-hello\","
                                        + "\"data\":\"{\\\"n\\\":1}\",\"socket_id\":\"" + ada.socketId()
                                        + "\",\"user_id\":\"ada\"}"));
                ada.subscribe("private-x");
                ada.tell("private-x", "client-text", "\"just text\"");
                facts.await("private-x", "channel_occupied", "client_event");
            }
            facts.await(
                    "presence-room",
                    "channel_occupied",
                    "member_added ada",
                    "member_added 7",
                    "client_event ada",
                    "member_removed ada");
        }
        facts.await(
                "presence-room",
                "channel_occupied",
                "member_added ada",
                "member_added 7",
                "client_event ada",
                "member_removed ada",
                "member_removed 7",
                "channel_vacated");
        facts.await("private-x", "channel_occupied", "client_event", "channel_vacated");
    }

    @Test
    @Order(2)
    void itIsWrittenHowManyFollowAChannelWhereClientsAreToldToo() {
        try (PusherClient ada = PusherClient.connect(here, OWN)) {
            ada.subscribe("counted");
            facts.await("counted", "subscription_count 1");
            try (PusherClient bob = PusherClient.connect(there, OWN)) {
                bob.subscribe("counted");
                facts.await("counted", "subscription_count 1", "subscription_count 2");
            }
            facts.await("counted", "subscription_count 1", "subscription_count 2", "subscription_count 1");
        }
        facts.await(
                "counted",
                "subscription_count 1",
                "subscription_count 2",
                "subscription_count 1",
                "channel_vacated",
                "subscription_count 0");
    }

    @Test
    @Order(3)
    void whoIsBackAtOnceHasNotGoneAndOnlyWhatIsWantedIsWritten() {
        try (PusherClient stays = PusherClient.connect(there, OWN);
                PusherClient again = PusherClient.connect(there, SHARED);
                TestClient nativeClient = there.connect("native")) {
            try (PusherClient ada = PusherClient.connect(here, SHARED);
                    PusherClient bob = PusherClient.connect(here, OWN)) {
                ada.subscribe("presence-back", "{\"user_id\":\"ada\"}");
                ada.subscribe("marker");
                bob.subscribe("presence-own", "{\"user_id\":\"bob\"}");
                bob.subscribe("marker-own");
                stays.subscribe("presence-own", "{\"user_id\":\"eve\"}");
                facts.await("presence-back", "channel_occupied", "member_added ada");
                facts.await("presence-own", "member_added bob", "member_added eve");
                // Written once the second is over in which it has changed, however long all this takes.
                facts.await("marker-own", "subscription_count 1");
            }
            again.subscribe("presence-back", "{\"user_id\":\"ada\"}");
            nativeClient.send("{\"type\":\"subscribe\",\"channel\":\"team-1\"}");
            nativeClient.expect("subscribed");
            facts.await("marker", "channel_occupied", "channel_vacated");
            facts.await("marker-own", "subscription_count 1", "channel_vacated", "subscription_count 0");
            facts.await("presence-back", "channel_occupied", "member_added ada");
            facts.await("presence-own", "member_added bob", "member_added eve");
            assertThat(facts.of("team-1")).isEmpty();
        }
        facts.await("presence-back", "channel_occupied", "member_added ada", "member_removed ada", "channel_vacated");
    }

    @Test
    @Order(4)
    void ofANodeThatDiesTheOtherTells() {
        TestNode dying = hereWrites() ? here : there;
        TestNode left = hereWrites() ? there : here;
        PusherClient gone = PusherClient.connect(dying, SHARED);
        try (PusherClient stays = PusherClient.connect(left, SHARED)) {
            gone.subscribe("dying");
            gone.subscribe("presence-both", "{\"user_id\":\"gone\"}");
            stays.subscribe("presence-both", "{\"user_id\":\"stays\"}");
            facts.await("dying", "channel_occupied");
            facts.await("presence-both", "channel_occupied", "member_added gone", "member_added stays");
            killTheWriter();
            facts.await("dying", "channel_occupied", "channel_vacated");
            facts.await(
                    "presence-both",
                    "channel_occupied",
                    "member_added gone",
                    "member_added stays",
                    "member_removed gone");
        }
        facts.await(
                "presence-both",
                "channel_occupied",
                "member_added gone",
                "member_added stays",
                "member_removed gone",
                "member_removed stays",
                "channel_vacated");
    }
}
