package io.milepost.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.channel.ChannelName;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes: a member is one wherever they are connected, and who is where is known everywhere. */
class PresenceIT {
    /** So long that nothing in these tests happens because it ran out. */
    private static final Duration NEVER = Duration.ofMinutes(5);

    private static final ChannelName CHANNEL = new ChannelName("presence-team-1");

    private final TestNodes nodes = new TestNodes(TestKafka.bootstrapServers());

    @AfterEach
    void stop() {
        nodes.close();
    }

    private static PresenceConfig config(int named, Duration grace, Duration lease) {
        return new PresenceConfig(named, grace, lease);
    }

    @Test
    void aUserComesOnceAndGoesOnceHoweverManySocketsOnHoweverManyNodes() {
        PresenceConfig quick = config(1_000, Duration.ofMillis(200), NEVER);
        TestNode first = nodes.start(quick);
        TestNode second = nodes.start(quick);
        TestNode third = nodes.start(quick);
        TestClient ada = nodes.join(third, "ada", CHANNEL);
        TestClient one = nodes.join(first, "bob", CHANNEL);
        TestClient two = nodes.join(second, "bob", CHANNEL);
        JsonNode online = ada.expect("member-online");
        assertThat(online.path("channel").asText()).isEqualTo(CHANNEL.value());
        assertThat(online.path("data").path("id").asText()).isEqualTo("bob");
        assertThat(online.path("data").path("info").path("name").asText()).isEqualTo("Name of bob");
        assertThat(online.path("data").path("info").path("avatar").asText()).isEqualTo("https://pictures/bob");
        nodes.awaitMembers(CHANNEL, "ada", "bob");
        nodes.awaitSubscribers(CHANNEL, 3);
        one.close();
        nodes.awaitSubscribers(CHANNEL, 2);
        // Whoever comes by the same node is heard of after whatever that node said before.
        TestClient carol = nodes.join(first, "carol", CHANNEL);
        assertThat(ada.expect("member-online").path("data").path("id").asText()).isEqualTo("carol");
        two.close();
        assertThat(ada.expect("member-offline").path("data").path("id").asText())
                .isEqualTo("bob");
        assertThat(carol.expect("member-offline").path("data").path("id").asText())
                .isEqualTo("bob");
        nodes.awaitMembers(CHANNEL, "ada", "carol");
    }

    @Test
    void whoLosesANodeAndComesToAnotherWasNeverGone() {
        PresenceConfig patient = config(1_000, Duration.ofMinutes(1), NEVER);
        TestNode first = nodes.start(patient);
        TestNode second = nodes.start(patient);
        TestClient ada = nodes.join(second, "ada", CHANNEL);
        TestClient bob = nodes.join(first, "bob", CHANNEL);
        ada.expect("member-online");
        bob.close();
        nodes.awaitSubscribers(CHANNEL, 1);
        nodes.awaitMembers(CHANNEL, "ada", "bob");
        bob = nodes.join(second, "bob", CHANNEL);
        nodes.awaitSubscribers(CHANNEL, 2);
        nodes.stop(first);
        // On purpose there is no grace.
        bob.send("{\"type\":\"unsubscribe\",\"channel\":\"" + CHANNEL + "\"}");
        bob.expect("unsubscribed");
        ada.expect("member-offline");
        nodes.awaitMembers(CHANNEL, "ada");
    }

    @Test
    void aNodeThatStartsKnowsWhoIsThere() {
        PresenceConfig usual = config(1_000, Duration.ZERO, NEVER);
        TestNode first = nodes.start(usual);
        nodes.start(usual);
        nodes.join(first, "ada", CHANNEL);
        // What is known to another node stands where one that starts finds it.
        nodes.awaitMembers(CHANNEL, "ada");
        TestNode second = nodes.start(usual);
        TestClient bob = nodes.join(second, "bob", CHANNEL);
        bob.send("{\"type\":\"presence\",\"channel\":\"" + CHANNEL + "\"}");
        JsonNode present = bob.expect("presence");
        assertThat(present.path("members").findValuesAsText("id")).containsExactlyInAnyOrder("ada", "bob");
        assertThat(present.path("members").findValuesAsText("avatar"))
                .containsExactlyInAnyOrder("https://pictures/ada", "https://pictures/bob");
    }

    @Test
    void aNodeThatEndsTakesItsMembersWithIt() {
        PresenceConfig usual = config(1_000, Duration.ofMillis(200), NEVER);
        TestNode first = nodes.start(usual);
        TestNode second = nodes.start(usual);
        TestClient ada = nodes.join(second, "ada", CHANNEL);
        nodes.join(first, "bob", CHANNEL);
        ada.expect("member-online");
        nodes.stop(first);
        ada.expect("member-offline");
        nodes.awaitMembers(CHANNEL, "ada");
        nodes.awaitSubscribers(CHANNEL, 1);
    }

    @Test
    void aNodeThatDiesDoesSoTooWhenItsLeaseIsOver() {
        PresenceConfig usual = PresenceConfig.DEFAULTS;
        TestNode first = nodes.start(usual);
        TestNode second = nodes.start(usual);
        TestNode third = nodes.start(usual);
        TestClient ada = nodes.join(second, "ada", CHANNEL);
        nodes.join(first, "bob", CHANNEL);
        TestClient bobToo = nodes.join(first, "cem", CHANNEL);
        nodes.join(third, "bob", CHANNEL);
        ada.expect("member-online", 2);
        nodes.awaitSubscribers(CHANNEL, 4);
        nodes.kill(first);
        bobToo.closeCode();
        JsonNode gone = ada.expect("member-offline");
        assertThat(gone.path("data").path("id").asText())
                .as("bob is on another node too")
                .isEqualTo("cem");
        nodes.awaitMembers(CHANNEL, "ada", "bob");
        nodes.awaitSubscribers(CHANNEL, 2);
    }

    @Test
    void aboveTheBoundMembersAreCountedAndNoLongerNamed() {
        PresenceConfig three = config(3, Duration.ZERO, NEVER);
        TestNode first = nodes.start(three);
        TestNode second = nodes.start(three);
        TestClient ada = nodes.join(first, "ada", CHANNEL);
        nodes.join(first, "bob", CHANNEL);
        nodes.join(second, "ada", CHANNEL);
        TestClient cem = nodes.join(second, "cem", CHANNEL);
        nodes.awaitMembers(CHANNEL, "ada", "bob", "cem");
        TestClient dan = nodes.join(second, "dan", CHANNEL);
        for (TestNode node : List.of(first, second)) {
            await().untilAsserted(() -> {
                JsonNode all = nodes.ask(node, "/api/channels/" + CHANNEL + "/members");
                assertThat(all.has("members")).isFalse();
                assertThat(all.path("count").asInt()).isEqualTo(4);
                assertThat(nodes.ask(node, "/api/channels/" + CHANNEL)
                                .path("subscribers")
                                .asInt())
                        .isEqualTo(5);
            });
        }
        ada.expect("member-online", 2);
        ada.send("{\"type\":\"presence\",\"channel\":\"" + CHANNEL + "\"}");
        JsonNode present = ada.expect("presence");
        assertThat(present.path("count").asInt()).isEqualTo(4);
        assertThat(present.has("members")).isFalse();
        dan.close();
        cem.close();
        nodes.awaitMembers(CHANNEL, "ada", "bob");
    }

    @Test
    void occupancyIsThatOfAllNodes() {
        PresenceConfig usual = config(1_000, Duration.ZERO, NEVER);
        TestNode first = nodes.start(usual);
        TestNode second = nodes.start(usual);
        nodes.join(first, "ada", new ChannelName("presence-x-1"));
        nodes.join(second, "bob", new ChannelName("presence-x-1"));
        nodes.join(second, "bob", new ChannelName("presence-x-2"));
        for (TestNode node : List.of(first, second)) {
            await().untilAsserted(() -> {
                JsonNode channels =
                        nodes.ask(node, "/api/channels?prefix=presence-x-").path("channels");
                assertThat(channels.path("presence-x-1").path("subscribers").asInt())
                        .isEqualTo(2);
                assertThat(channels.path("presence-x-2").path("subscribers").asInt())
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void signalsReachWhoIsThereOnOtherNodes() {
        PresenceConfig usual = config(1_000, Duration.ZERO, NEVER);
        TestNode first = nodes.start(usual);
        TestNode second = nodes.start(usual);
        ChannelName team = new ChannelName("team-1");
        TestClient ada = nodes.join(first, "ada", team);
        TestClient near = nodes.join(first, "bob", team);
        TestClient far = nodes.join(second, "cem", team);
        String data = "{\"n\":12345678901234567890,\"x\":1.50}";
        ada.send("{\"type\":\"signal\",\"channel\":\"team-1\",\"event\":\"wave\",\"data\":" + data + "}");
        JsonNode here = near.expect("wave");
        JsonNode there = far.expect("wave");
        assertThat(there.path("ephemeral").asBoolean()).isTrue();
        assertThat(there.path("userId").asText()).isEqualTo("ada");
        assertThat(there.path("data")).isEqualTo(here.path("data"));
        assertThat(there.path("id")).isEqualTo(here.path("id"));
        far.send("{\"type\":\"signal\",\"channel\":\"team-1\",\"event\":\"wave\",\"data\":{\"back\":true}}");
        assertThat(ada.expect("wave").path("data").path("back").asBoolean())
                .as("its own has not come to it")
                .isTrue();
        near.expect("wave");
        assertThat(near.drain()).as("once").isEmpty();
    }

    @Test
    void roomsAreOneOverAllNodes() {
        PresenceConfig usual = config(1_000, Duration.ofMillis(200), NEVER);
        TestNode first = nodes.start(usual);
        TestNode second = nodes.start(usual);
        TestClient ada = nodes.enter(first, "ada", "kitchen");
        // Who enters before their node knows who is there is told of them as of newcomers.
        nodes.awaitMembers(new ChannelName("chat-kitchen"), "ada");
        TestClient bob = nodes.enter(second, "bob", "kitchen");
        assertThat(ada.expect("user_joined").path("data").path("username").asText())
                .isEqualTo("Name of bob");
        bob.send("{\"type\":\"typing\",\"data\":{\"isTyping\":true}}");
        JsonNode typing = ada.expect("typing");
        assertThat(typing.path("data").path("userId").asText()).isEqualTo("bob");
        assertThat(typing.path("data").path("isTyping").asBoolean()).isTrue();
        bob.close();
        assertThat(ada.expect("user_left").path("data").path("userId").asText()).isEqualTo("bob");
    }
}
