package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.data;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.gateway.RawSocket;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.presence.PresenceConfig;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client that takes nothing for a while, and has no way to ask who is there. */
class PusherSlowIT {
    private static final App APP =
            new App("7", "key-7", "secret-7", Channels.SHARED, Switches.DEFAULTS, new Limits(0, 10, 100, 1_000_000));
    private static final int ROOM = 128 * 1024;
    private static final int EVENTS = 3_000;
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start(
                UnaryOperator.identity(),
                config -> config.withApps(List.of(APP))
                        .withPresence(new PresenceConfig(1_000, Duration.ZERO, Duration.ofSeconds(10))));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aSlowClientHearsOfEveryMemberAllTheSame() throws Exception {
        try (RawSocket slow = stalled("presence-slow", "slow-bulk");
                PusherClient passing = PusherClient.connect(node, APP)) {
            List<String> moves = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                comeAndGo(passing, "presence-slow", "user-" + i, "");
                moves.add("member_added user-" + i);
                moves.add("member_removed user-" + i);
            }
            List<String> heard = new ArrayList<>();
            while (heard.size() < moves.size()) {
                JsonNode frame = slow.next();
                String event = frame.path("event").asText();
                if (event.contains(":member_")) {
                    heard.add(event.substring(event.indexOf(':') + 1) + " "
                            + data(frame).path("user_id").asText());
                }
            }
            assertThat(heard).isEqualTo(moves);
        }
    }

    @Test
    void whoIsTooSlowForItComesBackAndBeginsAnew() throws Exception {
        try (RawSocket slow = stalled("presence-slower", "slower-bulk");
                PusherClient watching = PusherClient.connect(node, APP);
                PusherClient passing = PusherClient.connect(node, APP)) {
            watching.subscribe("presence-slower", "{\"user_id\":\"watching\"}");
            // No longer than needed: the goodbye is there for some seconds only.
            String gone = "";
            for (int i = 0; i < 400 && !gone.equals("slow"); i++) {
                comeAndGo(passing, "presence-slower", "user-" + i, "x".repeat(900));
                gone = nextGone(watching);
            }
            assertThat(gone).isEqualTo("slow");
            assertThat(slow.closeCode()).isEqualTo(4200);
        }
    }

    private static String nextGone(PusherClient watching) {
        JsonNode frame = watching.line().next();
        while (!frame.path("event").asText().equals("pusher_internal:member_removed")) {
            frame = watching.line().next();
        }
        return data(frame).path("user_id").asText();
    }

    private static void comeAndGo(PusherClient client, String channel, String user, String name) {
        String data = "{\"user_id\":\"" + user + "\",\"user_info\":{\"name\":\"" + name + "\"}}";
        String signature = Signature.of(APP.secret(), client.socketId() + ":" + channel + ":" + data);
        client.ask(channel, APP.key() + ":" + signature, data);
        String heard = client.line().next().path("event").asText();
        while (!heard.equals("pusher_internal:subscription_succeeded")) {
            heard = client.line().next().path("event").asText(); // The slow one may go while this one is there.
        }
        client.say("pusher:unsubscribe", JsonNodeFactory.instance.objectNode().put("channel", channel));
    }

    /** A member that follows much more than its socket takes. */
    private static RawSocket stalled(String channel, String bulk) throws IOException {
        long before = node.gateway().stats().demotions();
        RawSocket socket = new RawSocket(node.http().replace("http", "ws") + "/app/" + APP.key() + "?protocol=7", ROOM);
        String id = data(socket.next()).path("socket_id").asText();
        String member = "{\"user_id\":\"slow\"}";
        String signature = Signature.of(APP.secret(), id + ":" + channel + ":" + member);
        subscribe(
                socket,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("channel", channel)
                        .put("auth", APP.key() + ":" + signature)
                        .put("channel_data", member));
        subscribe(socket, JsonNodeFactory.instance.objectNode().put("channel", bulk));
        for (int n = 0; n < EVENTS; n++) {
            TestApps.publish(node, bulk, "much", "\"" + "x".repeat(4_000) + "\"", null);
        }
        node.settle();
        await().until(() -> node.gateway().stats().demotions() > before);
        return socket;
    }

    private static void subscribe(RawSocket socket, ObjectNode wish) throws IOException {
        socket.send("{\"event\":\"pusher:subscribe\",\"data\":" + wish + "}");
        assertThat(socket.next().path("event").asText()).isEqualTo("pusher_internal:subscription_succeeded");
    }
}
