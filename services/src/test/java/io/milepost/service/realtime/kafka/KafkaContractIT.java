package io.milepost.service.realtime.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.service.Environment;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeService;
import io.milepost.service.realtime.RealtimeServiceContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** With a gateway to ask. */
class KafkaContractIT extends RealtimeServiceContract {
    private static WrittenTopic topic;
    private static GatewayPeer gateway;

    @BeforeAll
    static void start() {
        topic = new WrittenTopic();
        gateway = new GatewayPeer();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Override
    protected RealtimeService open() {
        return new KafkaRealtimeProvider()
                .open(new Environment(Map.of(
                        "KAFKA_BROKERS",
                        TestKafka.bootstrapServers(),
                        "MILEPOST_TOPIC",
                        topic.name(),
                        "MILEPOST_URL",
                        gateway.url(),
                        "MILEPOST_SECRET",
                        "a-secret-of-more-than-thirty-two-bytes")));
    }

    @Override
    protected Set<Feature> unsupported() {
        return Set.of(Feature.EXCEPT_SOCKET, Feature.WEBHOOKS);
    }

    @Override
    protected List<JsonNode> carried(String channel, String event, int atLeast) {
        return topic.events(channel, event, atLeast).stream()
                .map(found -> found.data().tree())
                .toList();
    }

    @Override
    protected void follow(String channel, Member member) {
        gateway.follow(channel, member);
    }
}
