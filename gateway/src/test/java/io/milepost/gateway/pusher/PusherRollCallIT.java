package io.milepost.gateway.pusher;

import static io.milepost.gateway.pusher.PusherClient.data;
import static io.milepost.gateway.pusher.TestApps.LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.TestNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who comes to a channel together, on several event loops: each is told of every other once. */
class PusherRollCallIT {
    private static final int ROUNDS = 100;
    private static final int CLIENTS = 8;

    @Test
    void membersThatComeAtOnceAreEachToldOnce() {
        try (TestNode node = TestApps.start()) {
            List<PusherClient> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(i -> PusherClient.connect(node, LARGE))
                    .toList();
            List<String> everybody =
                    IntStream.range(0, CLIENTS).mapToObj(i -> "user-" + i).toList();
            for (int round = 0; round < ROUNDS; round++) {
                String channel = "presence-round-" + round;
                IntStream.range(0, CLIENTS).forEach(i -> ask(clients.get(i), channel, "user-" + i));
                for (PusherClient client : clients) {
                    assertThat(told(client, channel)).containsExactlyInAnyOrderElementsOf(everybody);
                }
                clients.forEach(client -> client.line()
                        .send("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}"));
            }
            clients.forEach(PusherClient::close);
        }
    }

    private static void ask(PusherClient client, String channel, String user) {
        String member = "{\"user_id\":\"" + user + "\"}";
        String signed = client.socketId() + ":" + channel + ":" + member;
        client.ask(channel, LARGE.key() + ":" + Signature.of(LARGE.secret(), signed), member);
    }

    /** Who is there by what a client is told of one channel, as often as it is told; what is left of others is passed over. */
    private static List<String> told(PusherClient client, String channel) {
        List<String> ids = new ArrayList<>();
        boolean asked = false;
        boolean answered = false;
        while (true) {
            JsonNode frame = client.line().next();
            String event = frame.path("event").asText();
            if (event.equals("pusher:pong")) {
                return ids;
            }
            if (frame.path("channel").asText().equals(channel)) {
                switch (event) {
                    case "pusher_internal:subscription_succeeded" -> {
                        answered = true;
                        data(frame).at("/presence/ids").forEach(id -> ids.add(id.asText()));
                    }
                    case "pusher_internal:member_added" ->
                        ids.add(data(frame).path("user_id").asText());
                    default -> throw new AssertionError(frame.toString());
                }
            }
            if (answered && !asked && ids.size() >= CLIENTS) {
                asked = true;
                client.line().send("{\"event\":\"pusher:ping\",\"data\":{}}");
            }
        }
    }
}
