package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.auth.TokenMint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients say over their sockets: published, signalled, looked up. */
class PublishIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static TestClient connect(String user, List<String> channels, List<String> publish) {
        String token = new TokenMint(TestNode.SECRET)
                .mint(
                        Map.of("sub", user, "name", "N", "channels", channels, "publish", publish),
                        Duration.ofMinutes(10));
        return TestClient.connect(node.ws() + "?token=" + token);
    }

    private static TestClient connect(String user) {
        return connect(user, List.of("*"), List.of("*"));
    }

    private static JsonNode subscribe(TestClient client, String channel) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}");
        return client.expect("subscribed");
    }

    @Test
    void whatAClientPublishesReachesAllUnderItsName() {
        try (TestClient ada = connect("ada");
                TestClient bob = connect("bob")) {
            subscribe(bob, "team-1");
            ada.send("{\"type\":\"publish\",\"id\":7,\"channel\":\"team-1\",\"event\":\"cheer\","
                    + "\"data\":{\"big\":12345678901234567890},\"userId\":\"eve\"}");
            JsonNode published = ada.expect("published");
            assertThat(published.path("id").asInt()).isEqualTo(7);
            JsonNode cheer = bob.expect("cheer");
            assertThat(cheer.path("id")).isEqualTo(published.path("eventId"));
            assertThat(cheer.path("userId").asText()).isEqualTo("ada");
            assertThat(cheer.path("data").toString()).contains("12345678901234567890");
            bob.send("{\"type\":\"subscribe\",\"channel\":\"team-1\",\"since\":\"earliest\"}");
            bob.expect("subscribed");
            assertThat(bob.expect("cheer").path("userId").asText()).isEqualTo("ada");
        }
    }

    @Test
    void aSignalReachesThoseWhoAreThereAndNobodyLater() {
        try (TestClient ada = connect("ada");
                TestClient bob = connect("bob")) {
            subscribe(ada, "team-2");
            subscribe(bob, "team-2");
            ada.send("{\"type\":\"signal\",\"channel\":\"team-2\",\"event\":\"wave\",\"data\":{\"n\":1}}");
            JsonNode wave = bob.expect("wave");
            assertThat(wave.path("ephemeral").asBoolean()).isTrue();
            assertThat(wave.path("userId").asText()).isEqualTo("ada");
            assertThat(wave.has("cursor")).isFalse();
            assertThat(ada.drain()).as("no answer, no echo").isEmpty();
            bob.send("{\"type\":\"subscribe\",\"channel\":\"team-2\",\"since\":\"earliest\"}");
            bob.expect("subscribed");
            bob.expect("live");
        }
    }

    @Test
    void dataThatIsNestedWithoutEndIsRefused() {
        try (TestClient ada = connect("ada")) {
            ada.send("{\"type\":\"signal\",\"channel\":\"chat-1\",\"event\":\"wave\",\"data\":" + "[".repeat(500)
                    + "]".repeat(500) + "}");
            assertThat(ada.expect("error").path("code").asText()).isEqualTo("invalid_message");
        }
    }

    @Test
    void thePastIsTurnedBackPageByPage() {
        try (TestClient ada = connect("ada")) {
            for (int i = 1; i <= 5; i++) {
                node.publish("activity", "h1", "activity-logged", i);
            }
            node.settle();
            ada.send("{\"type\":\"history\",\"id\":\"a\",\"channel\":\"team-h1\",\"limit\":3}");
            JsonNode page = ada.expect("history");
            assertThat(page.path("events").findValuesAsText("n")).containsExactly("5", "4", "3");
            assertThat(page.path("complete").asBoolean()).isTrue();
            ada.send("{\"type\":\"history\",\"teamId\":\"h1\",\"limit\":3,\"before\":\""
                    + page.path("cursor").asText() + "\"}");
            page = ada.expect("history");
            assertThat(page.path("teamId").asText()).isEqualTo("h1");
            assertThat(page.path("events").findValuesAsText("n")).containsExactly("2", "1");
            assertThat(page.path("cursor").isNull()).isTrue();
        }
    }

    @Test
    void presenceIsOneMemberForAllOfAUsersConnections() {
        try (TestClient ada = connect("ada", List.of("presence-*"), List.of())) {
            subscribe(ada, "presence-p1");
            TestClient one = connect("bob", List.of("presence-*"), List.of());
            TestClient two = connect("bob", List.of("presence-*"), List.of());
            subscribe(one, "presence-p1");
            subscribe(two, "presence-p1");
            ada.expect("member-online");
            one.send("{\"type\":\"unsubscribe\",\"channel\":\"presence-p1\"}");
            one.expect("unsubscribed");
            ada.send("{\"type\":\"presence\",\"channel\":\"presence-p1\"}");
            assertThat(ada.expect("presence").path("count").asInt()).isEqualTo(2);
            two.close();
            ada.expect("member-offline");
            assertThat(ada.drain()).isEmpty();
            one.close();
        }
    }

    /** Who may do what where. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // subscribe to, publish to, action, channel, event, answer
                "*, -, publish, team-1, cheer, forbidden",
                "-, *, publish, team-1, cheer, published",
                "-, *, publish, private-team-1, cheer, forbidden",
                "-, private-*, publish, private-team-1, cheer, published",
                "-, *, publish, presence-team-1, cheer, forbidden",
                "-, '#*', publish, #user-eve, cheer, forbidden",
                "-, *, publish, team-1, activity-logged, not_publishable",
                "-, *, publish, team-1, member-joined, not_publishable",
                "-, *, publish, events-1, event_update, not_publishable",
                "-, *, publish, events-1, event_created, not_publishable",
                "-, *, publish, events-1, cheer, published",
                "-, *, publish, metrics-1, metric_update, not_publishable",
                "-, private-*, publish, private-events-1, event_deleted, not_publishable",
                "-, *, publish, lobby, event_created, published",
                "-, *, publish, chat-1, message, published",
                "-, *, publish, team-1, member-online, reserved_type",
                "-, *, publish, 'team 1', cheer, invalid_channel",
                "-, team-2, publish, team-1, cheer, forbidden",
                "*, -, signal, team-1, wave, forbidden",
                "-, *, signal, team-1, activity-logged, not_publishable",
                "-, *, signal, events-1, event_created, not_publishable",
                "-, *, signal, team-1, gap, reserved_type",
                "-, *, presence, team-1, -, forbidden",
                "*, -, presence, team-1, -, presence",
                "*, -, presence, presence-1, -, forbidden",
                "-, *, history, team-1, -, forbidden",
                "*, -, history, team-1, -, history",
                "*, -, history, private-1, -, forbidden",
            })
    void actionsAreAuthorised(
            String channels, String publish, String action, String channel, String event, String answer) {
        try (TestClient client = connect(
                "ada",
                channels == null ? List.of() : List.of(channels),
                publish == null ? List.of() : List.of(publish))) {
            client.send("{\"type\":\"" + action + "\",\"channel\":\"" + channel + "\""
                    + (event == null ? "" : ",\"event\":\"" + event + "\",\"data\":{}") + "}");
            JsonNode said = client.next();
            String type = said.path("type").asText();
            assertThat(type.equals("error") ? said.path("code").asText() : type)
                    .as(said.toString())
                    .isEqualTo(answer);
        }
    }
}
