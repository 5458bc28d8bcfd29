package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which session an edit goes to: the one joined last of those that one is still in. */
class CollaborationIT {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static TestClient enter(List<String> channels) {
        String address = node.http().replace("http", "ws") + "/api/collaboration/ws?token=";
        return TestClient.connect(address + TestNode.token("ada", channels));
    }

    private static void join(TestClient client, String session) {
        client.send("{\"type\":\"join_session\",\"data\":{\"sessionId\":\"" + session + "\"}}");
    }

    private static void edit(TestClient client, int version) {
        client.send("{\"type\":\"edit\",\"data\":{\"version\":" + version + "}}");
    }

    private static String errorOf(TestClient client) {
        return client.expect("error").path("code").asText();
    }

    @Test
    void aSessionThatWasRefusedIsNotTheOneThatEditsGoTo() {
        try (TestClient ada = enter(List.of("collab-own"))) {
            join(ada, "closed");
            assertThat(errorOf(ada)).isEqualTo("forbidden");
            edit(ada, 1);
            assertThat(errorOf(ada)).as("none was joined").isEqualTo("invalid_message");
            join(ada, "own");
            join(ada, "closed");
            assertThat(errorOf(ada)).isEqualTo("forbidden");
            edit(ada, 2);
            assertThat(ada.expect("edit").path("data").path("version").asInt()).isEqualTo(2);
        }
    }

    @Test
    void noMoreIsASessionThatAFreshTokenDoesNotReach() {
        try (TestClient ada = enter(List.of("collab-first", "collab-second"))) {
            join(ada, "first");
            join(ada, "second");
            ada.send("{\"type\":\"auth\",\"token\":\"" + TestNode.token("ada", List.of("collab-first")) + "\"}");
            assertThat(errorOf(ada)).isEqualTo("forbidden");
            edit(ada, 1);
            assertThat(ada.expect("edit").path("data").path("version").asInt()).isEqualTo(1);
        }
    }
}
