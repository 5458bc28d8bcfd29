package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.data;
import static io.milepost.gateway.pusher.TestApps.OWN;
import static io.milepost.gateway.pusher.TestApps.QUIET;
import static io.milepost.gateway.pusher.TestApps.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Json;
import io.milepost.event.PusherMark;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The protocol of Pusher's clients, word by word. */
class PusherSocketIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestApps.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void publish(String channel, String type, String data, @Nullable PusherMark mark) {
        TestApps.publish(node, channel, type, data, mark);
    }

    @Test
    void aConnectionIsGreetedWithItsNameAndHowLongToBeSilent() {
        TestClient line = PusherClient.dial(node, "/some/prefix/app/key-1?protocol=5&client=java");
        JsonNode hello = data(line.next());
        assertThat(hello.path("socket_id").asText()).matches("\\d+\\.\\d+");
        assertThat(hello.path("activity_timeout").asInt()).isPositive();
        line.send("{\"event\":\"pusher:ping\"}");
        assertThat(line.next().path("event").asText()).isEqualTo("pusher:pong");
    }

    @Test
    void whoCannotBeLetInIsToldWhyAndNeverWithACodeThatMeansAtOnce() {
        assertRefused("/app/nobody?protocol=7", 4001);
        assertRefused("/app/key-3?protocol=7", 4003);
        assertRefused("/app/key-1?protocol=x", 4006);
        assertRefused("/app/key-1?protocol=8", 4007);
        assertRefused("/app/key-1?protocol=4", 4007);
        assertRefused("/app/key-1", 4008);
    }

    private static void assertRefused(String path, int code) {
        TestClient line = PusherClient.dial(node, path);
        JsonNode error = line.next();
        assertThat(error.path("event").asText()).isEqualTo("pusher:error");
        assertThat(error.path("data").path("code").asInt()).isEqualTo(code);
        assertThat(line.closeCode()).isEqualTo(code);
    }

    @Test
    void anEventComesAsItWasWritten() {
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            assertThat(client.subscribe("words").path("data").asText()).isEqualTo("{}");
            String data = "{\"text\":\"\\\"ä\\u0001\\n\\\\ 🚶\",\"n\": 1.0}";
            publish("words", "said", data, null);
            publish("words", "pusher:error", "{}", null);
            publish("words", "event:error", "\"plain {text\"", new PusherMark(null, true));
            JsonNode event = client.expect("said");
            assertThat(event.path("channel").asText()).isEqualTo("words");
            assertThat(event.path("data").asText()).isEqualTo(data);
            assertThat(event.size()).isEqualTo(3);
            assertThat(client.expect("error").path("data").asText()).isEqualTo("plain {text");
            client.expectNothing();
        }
    }

    @Test
    void aSocketThatAnEventIsNotForGetsAllOthers() {
        try (PusherClient one = PusherClient.connect(node, SHARED);
                PusherClient two = PusherClient.connect(node, SHARED)) {
            one.subscribe("except");
            two.subscribe("except");
            publish("except", "a", "1", null);
            publish("except", "b", "2", new PusherMark(one.socketId(), false));
            publish("except", "c", "3", null);
            List.of("a", "c").forEach(one::expect);
            List.of("a", "b", "c").forEach(two::expect);
        }
    }

    @Test
    void aDomainEventReachesThePrivateChannelAndNoPublicOne() {
        try (PusherClient open = PusherClient.connect(node, SHARED);
                PusherClient closed = PusherClient.connect(node, SHARED);
                PusherClient other = PusherClient.connect(node, OWN)) {
            open.subscribe("team-123");
            closed.subscribe("private-team-123");
            other.subscribe("private-team-123");
            node.publish("activity", "123", "activity-logged", 7);
            assertThat(data(closed.expect("activity-logged")).path("n").asInt()).isEqualTo(7);
            publish("team-123", "by-name", "{}", null);
            open.expect("by-name");
            other.expect("pusher_internal:subscription_count");
            other.expectNothing();
        }
    }

    @Test
    void aBadSignatureIsRefusedAndTheSocketStays() {
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            for (String auth : List.of(
                    "", "key-1:nonsense", "key-2:" + Signature.of("secret-1", client.socketId() + ":private-a"))) {
                client.ask("private-a", auth, null);
                JsonNode error = client.expect("pusher:subscription_error");
                assertThat(error.path("channel").asText()).isEqualTo("private-a");
                assertThat(error.path("data").path("type").asText()).isEqualTo("AuthError");
                assertThat(error.path("data").path("status").asInt()).isEqualTo(401);
                assertThat(client.expect("pusher:error")
                                .path("data")
                                .path("code")
                                .asInt())
                        .isEqualTo(4009);
            }
            client.subscribe("private-a");
            client.subscribe("private-b", "{\"signed\":\"too\"}");
        }
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            for (String name : List.of("", "a b", "#open.a", "#app.2.x", "#", "x".repeat(165), "x".repeat(50_000))) {
                client.ask(name, "", null);
                client.expect("pusher:subscription_error");
            }
            for (String user : List.of("a=ZZ", "a=", "=41", "ä", "", "x".repeat(50_000))) {
                client.ask("#server-to-user-" + user, "", null);
                client.expect("pusher:subscription_error");
                client.expect("pusher:error");
            }
            client.subscribe("x".repeat(164));
            client.ask("#server-to-user-ada", "", null);
            client.expect("pusher:subscription_error");
        }
    }

    @Test
    void membersSeeEachOtherOnceAndLeaveWithTheirLastConnection() {
        try (PusherClient ada = PusherClient.connect(node, SHARED);
                PusherClient again = PusherClient.connect(node, SHARED);
                PusherClient bob = PusherClient.connect(node, SHARED);
                PusherClient third = PusherClient.connect(node, SHARED)) {
            JsonNode alone = data(ada.subscribe("presence-room", "{\"user_id\":7,\"user_info\":{\"name\":\"Ada\"}}"));
            assertThat(alone)
                    .isEqualTo(PusherClient.json(
                            "{\"presence\":{\"count\":1,\"ids\":[7],\"hash\":{\"7\":{\"name\":\"Ada\"}}}}"));
            again.subscribe("presence-room", "{\"user_id\":7,\"user_info\":{\"name\":\"Ada\"}}");
            JsonNode both = data(bob.subscribe("presence-room", "{\"user_id\":\"bob\"}"));
            assertThat(both.path("presence").path("count").asInt()).isEqualTo(2);
            assertThat(data(ada.expect("pusher_internal:member_added")))
                    .isEqualTo(PusherClient.json("{\"user_id\":\"bob\"}"));
            third.ask(
                    "presence-room",
                    "key-1:" + Signature.of("secret-1", third.socketId() + ":presence-room:{\"user_id\":\"eve\"}"),
                    "{\"user_id\":\"eve\"}");
            assertThat(third.expect("pusher:subscription_error")
                            .path("data")
                            .path("type")
                            .asText())
                    .isEqualTo("LimitReached");
            again.leave();
            bob.say("pusher:unsubscribe", PusherClient.json("{\"channel\":\"presence-room\"}"));
            assertThat(data(ada.expect("pusher_internal:member_removed")))
                    .isEqualTo(PusherClient.json("{\"user_id\":\"bob\"}"));
        }
    }

    @Test
    void clientsSayThingsToEachOtherWithinBounds() {
        try (PusherClient ada = PusherClient.connect(node, SHARED);
                PusherClient bob = PusherClient.connect(node, SHARED);
                PusherClient quiet = PusherClient.connect(node, QUIET)) {
            ada.subscribe("presence-talk", "{\"user_id\":\"ada\"}");
            bob.subscribe("presence-talk", "{\"user_id\":\"bob\"}");
            ada.expect("pusher_internal:member_added");
            bob.subscribe("private-mine");
            ada.subscribe("open");
            ada.tell("presence-talk", "client-said", "{\"a\":[1]}");
            JsonNode said = bob.expect("client-said");
            assertThat(said.path("data")).isEqualTo(PusherClient.json("{\"a\":[1]}"));
            assertThat(said.path("user_id").asText()).isEqualTo("ada");
            ada.expectNothing();
            for (String channel : List.of("open", "private-mine", "private-encrypted-x", "")) {
                ada.tell(channel, "client-said", "1");
                assertThat(ada.expect("pusher:error").path("data").path("code").asInt())
                        .isEqualTo(4301);
            }
            quiet.subscribe("private-a");
            quiet.tell("private-a", "client-said", "1");
            assertThat(quiet.expect("pusher:error").path("data").path("code").asInt())
                    .isEqualTo(4301);
            for (int i = 0; i < 50; i++) {
                bob.tell("private-mine", "client-often", "1");
            }
            assertThat(bob.expect("pusher:error").path("data").path("code").asInt())
                    .isEqualTo(4301);
        }
    }

    @Test
    void aCacheChannelBeginsWithItsLastEvent() {
        try (PusherClient early = PusherClient.connect(node, SHARED);
                PusherClient late = PusherClient.connect(node, SHARED)) {
            early.subscribe("cache-news");
            assertThat(early.expect("pusher:cache_miss").path("channel").asText())
                    .isEqualTo("cache-news");
            publish("cache-news", "first", "1", null);
            publish("cache-news", "second", "2", null);
            early.expect("first");
            early.expect("second");
            late.subscribe("cache-news");
            assertThat(late.expect("second").path("data").asText()).isEqualTo("2");
            late.expectNothing();
        }
    }

    /** Whatever time the event says of itself. */
    @Test
    void aLastEventIsAsOldAsItsRecord() {
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            publishAt("cache-late", Instant.now(), "2020-01-01T00:00:00Z");
            client.subscribe("cache-late");
            client.expect("told");
            publishAt("cache-early", Instant.now().minus(Duration.ofMinutes(31)), Rfc3339.now());
            publish("cache-late", "passed", "1", null);
            client.expect("passed"); // Its shard has come beyond the other one, too.
            client.subscribe("cache-early");
            client.expect("pusher:cache_miss");
        }
    }

    private static void publishAt(String channel, Instant recorded, String time) {
        Event event = new Event("id-" + channel, "/test", "told", time, null, null, Json.of("1"), null);
        ProducerRecord<byte[], byte[]> record = EventWriter.write(event, node.topic("channels"), channel);
        node.publish(new ProducerRecord<>(
                record.topic(), null, recorded.toEpochMilli(), record.key(), record.value(), record.headers()));
        node.settle();
    }

    @Test
    void aLastEventThatNobodyIsToldIsAMiss() {
        publish("cache-named", "told", "1", null);
        publish("cache-named", "pusher:error", "{}", null);
        node.settle();
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            client.subscribe("cache-named");
            client.expect("pusher:cache_miss");
            client.expectNothing();
        }
    }

    @Test
    void whoSignsInIsReachedAndWatched() {
        try (PusherClient ada = PusherClient.connect(node, SHARED);
                PusherClient bob = PusherClient.connect(node, SHARED)) {
            ada.signIn("{\"id\":\"a|da\",\"watchlist\":[\"bob\"]}");
            assertThat(data(ada.expect("pusher:signin_success"))
                            .path("user_data")
                            .asText())
                    .startsWith("{\"id\":");
            assertThat(data(ada.expect("pusher_internal:watchlist_events")))
                    .isEqualTo(PusherClient.json("{\"events\":[{\"name\":\"offline\",\"user_ids\":[\"bob\"]}]}"));
            bob.signIn("{\"id\":\"bob\"}");
            bob.expect("pusher:signin_success");
            assertThat(data(ada.expect("pusher_internal:watchlist_events")))
                    .isEqualTo(PusherClient.json("{\"events\":[{\"name\":\"online\",\"user_ids\":[\"bob\"]}]}"));
            bob.ask("#server-to-user-a|da", "", null);
            bob.expect("pusher:subscription_error");
            bob.expect("pusher:error");
            ada.subscribe("#server-to-user-a|da");
            publish("#server-to-user-a=7Cda", "for-you", "1", null);
            assertThat(ada.expect("for-you").path("channel").asText()).isEqualTo("#server-to-user-a|da");
            ada.say("pusher:unsubscribe", PusherClient.json("{\"channel\":\"#server-to-user-a|da\"}"));
            ada.subscribe("#server-to-user-a|da");
            bob.leave();
            assertThat(data(ada.expect("pusher_internal:watchlist_events")))
                    .isEqualTo(PusherClient.json("{\"events\":[{\"name\":\"offline\",\"user_ids\":[\"bob\"]}]}"));
        }
    }

    @Test
    void aBadSignInIsRefusedAndAGoodOneMayFollow() {
        try (PusherClient client = PusherClient.connect(node, SHARED)) {
            client.say("pusher:signin", PusherClient.json("{\"auth\":\"key-1:x\",\"user_data\":\"{}\"}"));
            assertThat(client.expect("pusher:error").path("data").path("code").asInt())
                    .isEqualTo(4009);
            client.signIn("{\"id\":\"late\"}");
            client.expect("pusher:signin_success");
        }
    }

    @Test
    void howManyFollowIsToldWhereItIsWanted() {
        try (PusherClient one = PusherClient.connect(node, OWN);
                PusherClient two = PusherClient.connect(node, OWN)) {
            one.subscribe("counted");
            assertThat(data(one.expect("pusher_internal:subscription_count"))
                            .path("subscription_count")
                            .asInt())
                    .isEqualTo(1);
            two.subscribe("counted");
            assertThat(data(one.expect("pusher_internal:subscription_count"))
                            .path("subscription_count")
                            .asInt())
                    .isEqualTo(2);
            two.leave();
            assertThat(data(one.expect("pusher_internal:subscription_count"))
                            .path("subscription_count")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void nativeClientsAndThoseOfASharingAppHearEachOther() {
        try (TestClient own = node.connect("grace", List.of("*", "presence-*"));
                PusherClient theirs = PusherClient.connect(node, SHARED)) {
            own.send("{\"type\":\"subscribe\",\"channel\":\"presence-both\"}");
            own.expect("subscribed");
            JsonNode there =
                    data(theirs.subscribe("presence-both", "{\"user_id\":\"ada\",\"user_info\":{\"name\":\"Ada\"}}"));
            assertThat(there.path("presence")
                            .path("hash")
                            .path("grace")
                            .path("name")
                            .asText())
                    .isEqualTo("grace");
            assertThat(own.expect("member-online")
                            .path("data")
                            .path("info")
                            .path("name")
                            .asText())
                    .isEqualTo("Ada");
            theirs.tell("presence-both", "client-hello", "{}");
            assertThat(own.expect("client-hello").path("userId").asText()).isEqualTo("ada");
            publish("presence-both", "for-all", "{}", null);
            own.expect("for-all");
            theirs.expect("for-all");
        }
    }
}
