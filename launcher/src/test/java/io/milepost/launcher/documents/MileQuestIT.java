package io.milepost.launcher.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.NodeUnderTest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the Mile Quest document's client says and expects, over the provider it calls its future one. */
class MileQuestIT {
    private static NodeUnderTest node;

    @BeforeAll
    static void start() {
        node = NodeUnderTest.start(Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static String token(String user) {
        return NodeUnderTest.token(Map.of(
                "sub",
                user,
                "name",
                user.toUpperCase(Locale.ROOT),
                "avatar",
                "/" + user + ".png",
                "channels",
                List.of("*", "presence-*"),
                "publish",
                List.of("team-*")));
    }

    /** {@code connect(userId, authToken)}: {@code new WebSocket(`${apiUrl}?token=${authToken}`)}. */
    private static TestClient connect(String user) {
        return node.open("/ws?token=" + token(user));
    }

    @Test
    void aTeamsPageShowsActivitiesAsTheyAreLogged() {
        try (TestClient client = connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-123\"}");
            client.expect("subscribed");
            node.service("activity", "123", "activity-logged", """
                    {"userId":"user1","activityId":"act1","distance":2.5,"duration":1800,
                     "timestamp":"2026-01-01T10:00:00Z","location":{"lat":44.1,"lng":11.2}}""");
            JsonNode event = client.expect("activity-logged");
            assertThat(event.path("channel").asText()).isEqualTo("team-123");
            assertThat(event.path("data").path("activityId").asText()).isEqualTo("act1");
            assertThat(event.path("data").path("distance").asDouble()).isEqualTo(2.5);
            assertThat(event.path("data").path("location").path("lat").asDouble())
                    .isEqualTo(44.1);
        }
    }

    @Test
    void everyTeamEventOfTheDocumentArrives() {
        try (TestClient client = connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"teamId\":\"9\"}");
            assertThat(client.expect("subscribed").path("teamId").asText()).isEqualTo("9");
            node.service("activity", "9", "member-joined", """
                    {"userId":"u","teamId":"9","memberName":"Ada","joinedAt":"2026-01-01T10:00:00Z"}""");
            assertThat(client.expect("member-joined")
                            .path("data")
                            .path("memberName")
                            .asText())
                    .isEqualTo("Ada");
            node.service("activity", "9", "member-left", "{\"userId\":\"u\",\"teamId\":\"9\"}");
            client.expect("member-left");
            node.service("goal", "9", "goal-updated", "{\"teamId\":\"9\",\"goalId\":\"g1\",\"percent\":50}");
            client.expect("goal-updated");
            node.service(
                    "milestone",
                    "9",
                    "milestone-reached",
                    "{\"teamId\":\"9\",\"milestoneId\":\"m1\",\"name\":\"Siena\"}");
            client.expect("milestone-reached");
            client.send("{\"type\":\"unsubscribe\",\"channel\":\"team-9\"}");
            client.expect("unsubscribed");
        }
    }

    /** {@code send(channel, event, data)} goes through the backend. */
    @Test
    void whatIsSentOverTheBackendReachesTheTeam() throws Exception {
        try (TestClient client = connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"team-7\"}");
            client.expect("subscribed");
            HttpResponse<String> response = node.request(
                    "POST",
                    "/api/websocket/send",
                    "{\"channel\":\"team-7\",\"event\":\"cheer\",\"data\":{\"text\":\"Forza!\"}}",
                    "Content-Type",
                    "application/json",
                    "Authorization",
                    "Bearer " + token("bob"));
            assertThat(response.statusCode()).isEqualTo(200);
            JsonNode cheer = client.expect("cheer");
            assertThat(cheer.path("id").asText())
                    .isEqualTo(new ObjectMapper()
                            .readTree(response.body())
                            .path("id")
                            .asText());
            assertThat(cheer.path("userId").asText()).isEqualTo("bob");
            assertThat(cheer.path("data").path("text").asText()).isEqualTo("Forza!");
        }
    }

    /** {@code subscribePresence(channel)}, {@code getPresenceMembers(channel)}, member-online and member-offline. */
    @Test
    void membersSeeEachOtherComeAndGo() {
        try (TestClient ada = connect("ada")) {
            ada.send("{\"type\":\"subscribe\",\"channel\":\"presence-team-1\"}");
            ada.expect("subscribed");
            TestClient bob = connect("bob");
            bob.send("{\"type\":\"subscribe\",\"channel\":\"presence-team-1\"}");
            bob.expect("subscribed");
            JsonNode online = ada.expect("member-online");
            assertThat(online.path("channel").asText()).isEqualTo("presence-team-1");
            assertThat(online.path("data"))
                    .hasToString("{\"id\":\"bob\",\"info\":{\"name\":\"BOB\",\"avatar\":\"/bob.png\"}}");
            bob.send("{\"type\":\"presence\",\"channel\":\"presence-team-1\",\"id\":1}");
            JsonNode presence = bob.expect("presence");
            assertThat(presence.path("members").findValuesAsText("id")).containsExactlyInAnyOrder("ada", "bob");
            bob.socket().sendClose(1000, "bye").join();
            assertThat(ada.expect("member-offline").path("data").path("id").asText())
                    .isEqualTo("bob");
            node.service("activity", "1", "activity-logged", NodeUnderTest.walk(1));
            ada.expect("activity-logged");
        }
    }
}
