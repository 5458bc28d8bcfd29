package io.milepost.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The native protocol, sentence by sentence, over real sockets and a real broker. */
class NativeSocketIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void anEventReachesASubscriber() {
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-one\",\"id\":7}");
            JsonNode subscribed = client.expect("subscribed");
            assertThat(subscribed.get("id").asInt()).isEqualTo(7);
            assertThat(subscribed.get("channel").asText()).isEqualTo("team-one");
            assertThat(subscribed.get("recovered").asBoolean()).isFalse();
            assertThat(subscribed.get("cursor").asText())
                    .hasSizeLessThanOrEqualTo(64)
                    .matches("[-_A-Za-z0-9]+");

            node.publish("activity", "one", "activity-logged", 1);
            JsonNode event = client.expect("activity-logged");
            assertThat(event.get("channel").asText()).isEqualTo("team-one");
            assertThat(event.get("id").asText()).isEqualTo("activity-one-1");
            assertThat(event.get("source").asText()).isEqualTo("/test");
            assertThat(event.get("cursor").asText())
                    .isNotEqualTo(subscribed.get("cursor").asText());
            assertThat(event.get("data").toString()).isEqualTo("{\"n\":1}");
        }
    }

    @Test
    void aChannelGathersItsStreamsAndNoOthers() {
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-two\"}");
            client.expect("subscribed");
            node.publish("activity", "two", "activity-logged", 1);
            node.publish("goal", "two", "goal-updated", 2);
            node.publish("milestone", "two", "milestone-reached", 3);
            node.publish("channels", "team-two", "message", 4);
            node.publish("channels", "private-team-two", "message", 5);
            node.publish("activity", "twofold", "activity-logged", 6);
            node.publish("pov-activity", "two", "activity", 7);
            List<String> types = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                types.add(client.next().get("type").asText());
            }
            assertThat(types)
                    .containsExactlyInAnyOrder("activity-logged", "goal-updated", "milestone-reached", "message");
            node.settle();
            assertThat(client.drain()).isEmpty();
        }
    }

    @Test
    void aPrivateChannelGathersTheDomainStreamsAndItsOwnName() {
        try (TestClient client = node.connect("ada", List.of("private-team-*"))) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"private-team-three\"}");
            client.expect("subscribed");
            node.publish("activity", "three", "activity-logged", 1);
            assertThat(client.expect("activity-logged").get("channel").asText()).isEqualTo("private-team-three");
            node.publish("channels", "team-three", "message", 2);
            node.publish("channels", "private-team-three", "message", 3);
            assertThat(client.expect("message").get("data").toString()).isEqualTo("{\"n\":3}");
        }
    }

    @Test
    void aClientThatWasAwayGetsWhatItMissedThenLive() {
        String cursor;
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-four\"}");
            client.expect("subscribed");
            node.publish("activity", "four", "activity-logged", 0);
            cursor = client.expect("activity-logged").get("cursor").asText();
        }
        for (int i = 1; i <= 100; i++) {
            node.publish(i % 3 == 0 ? "goal" : "activity", "four", i % 3 == 0 ? "goal-updated" : "activity-logged", i);
        }
        node.settle();
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-four\",\"since\":\"" + cursor + "\"}");
            JsonNode subscribed = client.expect("subscribed");
            assertThat(subscribed.get("recovered").asBoolean()).isTrue();
            assertThat(subscribed.get("cursor").asText()).isEqualTo(cursor);
            List<Integer> goals = new ArrayList<>();
            List<Integer> activities = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                JsonNode event = client.next();
                (event.get("type").asText().equals("goal-updated") ? goals : activities)
                        .add(event.at("/data/n").asInt());
            }
            client.expect("live");
            assertThat(goals).containsExactlyElementsOf(numbers(n -> n % 3 == 0));
            assertThat(activities).containsExactlyElementsOf(numbers(n -> n % 3 != 0));
            node.publish("activity", "four", "activity-logged", 101);
            assertThat(client.expect("activity-logged").at("/data/n").asInt()).isEqualTo(101);
        }
    }

    @Test
    void earliestGivesEverythingThereIs() {
        for (int i = 1; i <= 5; i++) {
            node.publish("activity", "five", "activity-logged", i);
        }
        node.settle();
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-five\",\"since\":\"earliest\"}");
            client.expect("subscribed");
            assertThat(client.expect("activity-logged", 5))
                    .extracting(event -> event.at("/data/n").asInt())
                    .containsExactly(1, 2, 3, 4, 5);
            client.expect("live");
        }
    }

    @Test
    void latestIsTheDefaultAndAnnouncedWhenAskedFor() {
        node.publish("activity", "six", "activity-logged", 1);
        node.settle();
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-six\",\"since\":\"latest\"}");
            client.expect("subscribed");
            client.expect("live");
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-six\",\"id\":\"again\"}");
            assertThat(client.expect("subscribed").get("id").asText()).isEqualTo("again");
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-six\",\"since\":\"earliest\"}");
            client.expect("subscribed");
            client.expect("activity-logged");
            client.expect("live");
        }
    }

    @Test
    void aRecordThatIsNoEventIsAnnouncedAsAGap() {
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-seven\"}");
            client.expect("subscribed");
            node.publishRaw("activity", "seven", "{broken");
            node.publish("activity", "seven", "activity-logged", 1);
            JsonNode gap = client.expect("gap");
            assertThat(gap.get("reason").asText()).isEqualTo("undeliverable");
            assertThat(gap.get("channel").asText()).isEqualTo("team-seven");
            assertThat(client.expect("activity-logged").at("/data/n").asInt()).isEqualTo(1);
        }
    }

    @Test
    void bareJsonIsAnEventOfTheStreamsDefaultType() {
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-eight\"}");
            client.expect("subscribed");
            node.publishRaw("goal", "eight", "{\"distance\": 1.5}");
            JsonNode event = client.expect("goal-updated");
            assertThat(event.get("source").asText()).isEqualTo(node.topic("goal"));
            assertThat(event.get("data").toString()).isEqualTo("{\"distance\":1.5}");
        }
    }

    @Test
    void manyChannelsAreAnsweredOneByOne() {
        try (TestClient client = node.connect("ada", List.of("team-*"))) {
            client.send(
                    "{\"type\":\"subscribe\",\"channels\":[\"team-a\",\"not a name\",\"chat-b\",\"team-c\"],\"id\":1}");
            assertThat(client.expect("subscribed").get("channel").asText()).isEqualTo("team-a");
            JsonNode invalid = client.expect("error");
            assertThat(invalid.get("code").asText()).isEqualTo("invalid_channel");
            assertThat(invalid.get("channel").asText()).isEqualTo("not a name");
            JsonNode forbidden = client.expect("error");
            assertThat(forbidden.get("code").asText()).isEqualTo("forbidden");
            assertThat(forbidden.get("channel").asText()).isEqualTo("chat-b");
            assertThat(forbidden.get("error").asText())
                    .isEqualTo(forbidden.get("message").asText());
            assertThat(forbidden.get("id").asInt()).isEqualTo(1);
            assertThat(client.expect("subscribed").get("channel").asText()).isEqualTo("team-c");
        }
    }

    @Test
    void shorthandsAreEchoedBesideTheChannel() {
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"povId\":\"my-pov-id\"}");
            JsonNode subscribed = client.expect("subscribed");
            assertThat(subscribed.get("povId").asText()).isEqualTo("my-pov-id");
            assertThat(subscribed.get("channel").asText()).isEqualTo("pov-my-pov-id");
            client.send("{\"type\":\"unsubscribe\",\"povId\":\"my-pov-id\"}");
            assertThat(client.expect("unsubscribed").get("povId").asText()).isEqualTo("my-pov-id");
        }
    }

    @Test
    void nothingComesAfterUnsubscribing() {
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-nine\"}");
            client.expect("subscribed");
            client.send("{\"type\":\"unsubscribe\",\"channel\":\"team-nine\",\"id\":\"u\"}");
            assertThat(client.expect("unsubscribed").get("id").asText()).isEqualTo("u");
            node.publish("activity", "nine", "activity-logged", 1);
            node.settle();
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-nine\",\"since\":\"earliest\"}");
            client.expect("subscribed");
            client.expect("activity-logged");
            client.expect("live");
        }
    }

    @Test
    void channelsInTheAddressAreSubscribedWithoutAnAnswer() {
        String token = TestNode.token("ada", List.of("team-*"));
        try (TestClient client =
                TestClient.connect(node.ws() + "?token=" + token + "&channel=team-ten&channel=team-x&channel=chat-x")) {
            assertThat(client.expect("error").get("channel").asText()).isEqualTo("chat-x");
            assertThat(client.drain()).isEmpty();
            node.publish("activity", "ten", "activity-logged", 1);
            client.expect("activity-logged");
        }
    }

    @Test
    void theFirstFrameMaySayWhoItIs() {
        try (TestClient client = TestClient.connect(node.ws() + "?channel=team-eleven")) {
            client.send("{\"type\":\"auth\",\"token\":\"" + TestNode.token("ada", List.of("*")) + "\",\"id\":1}");
            client.send("{\"type\":\"ping\",\"id\":2}");
            JsonNode authenticated = client.expect("authenticated");
            assertThat(authenticated.get("userId").asText()).isEqualTo("ada");
            assertThat(authenticated.get("expiresAt").asText()).endsWith("Z");
            assertThat(authenticated.get("id").asInt()).isEqualTo(1);
            assertThat(client.expect("pong").get("id").asInt()).isEqualTo(2);
            node.publish("activity", "eleven", "activity-logged", 1);
            client.expect("activity-logged");
        }
    }

    @Test
    void theSubprotocolMaySayWhoItIs() {
        String bearer = "bearer." + TestNode.token("ada", List.of("*"));
        try (TestClient client = TestClient.connect(node.ws(), "milepost.v1", bearer)) {
            assertThat(client.socket().getSubprotocol()).isEqualTo("milepost.v1");
            assertThat(client.drain()).isEmpty();
        }
        try (TestClient client = TestClient.connect(node.ws(), bearer)) {
            assertThat(client.socket().getSubprotocol()).isEqualTo(bearer);
            assertThat(client.drain()).isEmpty();
        }
    }

    @Test
    void aFreshTokenAuthorisesEverythingAgain() {
        try (TestClient client = node.connect("ada", List.of("*"))) {
            client.send("{\"type\":\"subscribe\",\"channels\":[\"team-12\",\"chat-12\"]}");
            client.expect("subscribed", 2);
            client.send("{\"type\":\"auth\",\"token\":\"" + TestNode.token("ada", List.of("team-*")) + "\"}");
            client.expect("authenticated");
            JsonNode lost = client.expect("error");
            assertThat(lost.get("code").asText()).isEqualTo("forbidden");
            assertThat(lost.get("channel").asText()).isEqualTo("chat-12");
            client.send("{\"type\":\"auth\",\"token\":\"" + TestNode.token("eve", List.of("*")) + "\"}");
            assertThat(client.expect("error").get("code").asText()).isEqualTo("forbidden");
            node.publish("chat", "12", "message", 1);
            node.publish("activity", "12", "activity-logged", 2);
            assertThat(client.next().get("type").asText()).isEqualTo("activity-logged");
        }
    }

    @Test
    void pingsAreAnsweredAndGoodbyesToo() {
        try (TestClient client = node.connect("ada")) {
            client.socket().sendPing(ByteBuffer.wrap("hello".getBytes(UTF_8))).join();
            assertThat(client.drain()).isEmpty();
            client.socket().sendClose(1000, "bye").join();
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    private static List<Integer> numbers(IntPredicate which) {
        return IntStream.rangeClosed(1, 100).filter(which).boxed().toList();
    }
}
