package io.milepost.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.pusher.rest.Pusher;
import com.pusher.rest.data.Result;
import io.milepost.broker.TestBroker;
import io.milepost.channel.ChannelName;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.pusher.App;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The broker is away for longer than a lease: nobody is gone because of that, and what happened meanwhile is known afterwards. */
class BrokerAwayIT {
    private static final Duration AWAY = Duration.ofSeconds(20);
    /** After which whoever had been taken for gone would have been. */
    private static final Duration LEASE = Duration.ofSeconds(12);

    private static final App APP =
            new App("1", "key-1", "secret-1", Channels.SHARED, Switches.DEFAULTS, Limits.DEFAULTS);
    private static final ChannelName CHANNEL = new ChannelName("presence-team-1");

    @Test
    void nobodyIsGoneBecauseTheBrokerStopped() {
        try (TestBroker kafka = TestBroker.start(Map.of())) {
            nobodyIsGone(kafka, kafka::stop, kafka::start);
        }
    }

    @Test
    void nobodyIsGoneBecauseTheBrokerWasSilent() {
        try (TestBroker kafka = TestBroker.start(Map.of())) {
            nobodyIsGone(kafka, kafka.line()::hold, kafka.line()::release);
        }
    }

    private static void nobodyIsGone(TestBroker kafka, Runnable goes, Runnable returns) {
        try (TestNodes nodes = new TestNodes(kafka.bootstrapServers())) {
            TestNode first = nodes.start(PresenceConfig.DEFAULTS, APP);
            TestNode second = nodes.start(PresenceConfig.DEFAULTS);
            TestClient ada = nodes.join(first, "ada", CHANNEL);
            TestClient bob = nodes.join(second, "bob", CHANNEL);
            ada.expect("member-online");
            long went = System.nanoTime();
            goes.run();
            TestClient cem = nodes.join(first, "cem", CHANNEL);
            ada.expect("member-online");
            assertThat(terminate(first).getHttpStatus())
                    .as("other nodes may not have heard")
                    .isEqualTo(503);
            await().atMost(AWAY.multipliedBy(2)).until(() -> System.nanoTime() - went > AWAY.toNanos());
            returns.run();
            nodes.awaitMembers(CHANNEL, "ada", "bob", "cem");
            List<JsonNode> heard = new ArrayList<>();
            await().during(LEASE)
                    .atMost(LEASE.multipliedBy(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        heard.addAll(ada.drain());
                        heard.addAll(bob.drain());
                        assertThat(heard)
                                .noneMatch(frame -> frame.path("type").asText().equals("member-offline"));
                    });
            nodes.awaitMembers(CHANNEL, "ada", "bob", "cem");
            assertThat(terminate(first).getHttpStatus()).isEqualTo(200);
            cem.close();
            ada.expect("member-offline");
            bob.expect("member-offline");
        }
    }

    /** Ends all connections of a user of the app. */
    private static Result terminate(TestNode node) {
        Pusher server = new Pusher(APP.id(), APP.key(), APP.secret());
        server.setHost("127.0.0.1:" + node.gateway().port());
        server.setRequestTimeout((int) AWAY.toMillis());
        return server.post("/users/eve/terminate_connections", "{}");
    }
}
