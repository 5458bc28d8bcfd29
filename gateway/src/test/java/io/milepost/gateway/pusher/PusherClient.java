package io.milepost.gateway.pusher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import org.jspecify.annotations.Nullable;

/** A client of Pusher's that says exactly what it is told, where the real ones are too polite. */
final class PusherClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final App app;
    private final TestClient line;
    private final String socketId;

    private PusherClient(App app, TestClient line) {
        this.app = app;
        this.line = line;
        this.socketId =
                data(expect("pusher:connection_established")).path("socket_id").asText();
    }

    static PusherClient connect(TestNode node, App app) {
        return connect(node, app, "/app/" + app.key() + "?protocol=7&client=test&version=1");
    }

    static PusherClient connect(TestNode node, App app, String path) {
        return new PusherClient(app, dial(node, path));
    }

    /** A connection that has heard nothing yet. */
    static TestClient dial(TestNode node, String path) {
        return TestClient.connect(node.http().replace("http", "ws") + path);
    }

    String socketId() {
        return socketId;
    }

    TestClient line() {
        return line;
    }

    /** Subscribes with a signature where one is needed, and takes the answer. */
    JsonNode subscribe(String channel, @Nullable String channelData) {
        String signed = socketId + ":" + channel + (channelData == null ? "" : ":" + channelData);
        boolean closed = channel.startsWith("private-") || channel.startsWith("presence-");
        ask(channel, closed ? app.key() + ":" + Signature.of(app.secret(), signed) : "", channelData);
        JsonNode answer = expect("pusher_internal:subscription_succeeded");
        assertThat(answer.path("channel").asText()).isEqualTo(channel);
        return answer;
    }

    JsonNode subscribe(String channel) {
        return subscribe(channel, null);
    }

    void ask(String channel, String auth, @Nullable String channelData) {
        ObjectNode data = JSON.createObjectNode().put("channel", channel).put("auth", auth);
        if (channelData != null) {
            data.put("channel_data", channelData);
        }
        say("pusher:subscribe", data);
    }

    void signIn(String userData) {
        String auth = app.key() + ":" + Signature.of(app.secret(), socketId + "::user::" + userData);
        say("pusher:signin", JSON.createObjectNode().put("auth", auth).put("user_data", userData));
    }

    void say(String event, JsonNode data) {
        line.send(JSON.createObjectNode().put("event", event).set("data", data).toString());
    }

    void tell(String channel, String event, String data) {
        line.send("{\"event\":\"" + event + "\",\"channel\":\"" + channel + "\",\"data\":" + data + "}");
    }

    JsonNode expect(String event) {
        JsonNode frame = line.next();
        assertThat(frame.path("event").asText()).as(frame.toString()).isEqualTo(event);
        return frame;
    }

    /** What a frame says, which is JSON in a string. */
    static JsonNode data(JsonNode frame) {
        assertThat(frame.path("data").isTextual()).as(frame.toString()).isTrue();
        return json(frame.path("data").asText());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    /** Everything that was under way has been taken: nothing but the answer comes now. */
    void expectNothing() {
        line.send("{\"event\":\"pusher:ping\",\"data\":{}}");
        expect("pusher:pong");
    }

    /**
     * The gateway knows that everything so far has arrived: its ping comes before the first answer, and the pong to it goes before
     * the second question.
     */
    void expectReceipt() {
        expectNothing();
        expectNothing();
    }

    /** The connection is lost. */
    void leave() {
        line.close();
    }

    @Override
    public void close() {
        line.close();
    }
}
