package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.gateway.TestClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where it is asked for, what clients publish has to fit the schema of its type. */
class SchemaIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN =
            NodeUnderTest.token(Map.of("sub", "ada", "channels", List.of("*"), "publish", List.of("*")));

    private static NodeUnderTest node;

    @BeforeAll
    static void start() {
        node = NodeUnderTest.start(Map.of("schemas.check", "known"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void overHttpThePlaceInTheBodyIsNamed() throws IOException {
        String right = "{'stream':'chat','key':'s1','type':'message','data':{'content':'Hello'}}";
        String wrong = "{'stream':'chat','key':'s1','type':'message','data':{'content':'hunter2','messageType':7}}";
        refused("/api/events", wrong, "data: /messageType: must be a string", "/data/messageType");
        refused(
                "/api/events",
                "[" + right + "," + wrong + "]",
                "events[1].data: /messageType: must be a string",
                "/1/data/messageType");
        refused(
                "/api/events",
                "{'stream':'chat','key':'s1','type':'message','data':'hunter2'}",
                "data: must be an object",
                "/data");
        refused(
                "/api/websocket/send",
                "{'channel':'chat-s1','event':'message','data':{}}",
                "data: /content: is missing",
                "/data/content");
        assertThat(post("/api/events", "[" + right + "," + right + "]").statusCode())
                .isEqualTo(200);
        JsonNode page = JSON.readTree(node.request(
                        "GET",
                        "/api/channels/chat-s1/events?since=earliest&wait=20",
                        "",
                        "Authorization",
                        "Bearer " + TOKEN)
                .body());
        assertThat(page.path("events")).as("nothing of what was refused").hasSizeBetween(1, 2);
        assertThat(page.path("events").findValuesAsText("content")).containsOnly("Hello");
    }

    @Test
    void overASocketThePathIsNamed() {
        try (TestClient ada = node.open("/ws?token=" + TOKEN)) {
            ada.send(
                    "{\"type\":\"publish\",\"id\":1,\"channel\":\"chat-s2\",\"event\":\"message\",\"data\":{\"content\":1,"
                            + "\"messageType\":[\"hunter2\"]}}");
            JsonNode error = ada.expect("error");
            assertThat(error.path("code").asText()).isEqualTo("invalid_data");
            assertThat(error.path("id").asInt()).isEqualTo(1);
            assertThat(error.path("message").asText()).isEqualTo("data: /messageType: must be a string");
        }
    }

    private static void refused(String route, String body, String message, String path) throws IOException {
        HttpResponse<String> answer = post(route, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("code").asText()).isEqualTo("invalid_data");
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("path").asText()).isEqualTo(path);
    }

    private static HttpResponse<String> post(String route, String body) {
        return node.request("POST", route, body.replace('\'', '"'), "Authorization", "Bearer " + TOKEN);
    }
}
