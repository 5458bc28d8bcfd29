package io.milepost.launcher.documents;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.gateway.TestClient;
import io.milepost.launcher.NodeUnderTest;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.service.Environment;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeService;
import io.milepost.service.realtime.RealtimeServiceContract;
import io.milepost.service.realtime.kafka.KafkaRealtimeProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The document's server side over Kafka and a real node: what is triggered reaches sockets that its tokens let in. */
class RealtimeServiceIT extends RealtimeServiceContract {
    private static final Member READER = Member.of("reader");

    private static String topic;
    private static NodeUnderTest node;

    private final List<TestClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        topic = TestKafka.uniqueTopic("channels");
        node = NodeUnderTest.start(Map.of("streams.channels.topic", topic));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void hangUp() {
        clients.forEach(TestClient::close);
    }

    @Override
    protected RealtimeService open() {
        return new KafkaRealtimeProvider()
                .open(new Environment(Map.of(
                        "KAFKA_BROKERS",
                        TestKafka.bootstrapServers(),
                        "MILEPOST_TOPIC",
                        topic,
                        "MILEPOST_URL",
                        node.at("http"),
                        "MILEPOST_SECRET",
                        NodeConfig.DEV_SECRET)));
    }

    @Override
    protected Set<Feature> unsupported() {
        return Set.of(Feature.EXCEPT_SOCKET, Feature.WEBHOOKS);
    }

    @Override
    protected List<JsonNode> carried(String channel, String event, int atLeast) {
        TestClient client = subscribe(channel, READER, "earliest");
        List<JsonNode> carried = new ArrayList<>();
        while (carried.size() < atLeast) {
            JsonNode frame = client.next();
            if (frame.path("type").asText().equals(event)) {
                carried.add(frame.path("data"));
            }
        }
        return carried;
    }

    @Override
    protected void follow(String channel, Member member) {
        subscribe(channel, member, "latest");
    }

    private TestClient subscribe(String channel, Member member, String since) {
        String token = service().authenticateChannel("", channel, member).auth();
        TestClient client = node.open("/ws?token=" + token);
        clients.add(client);
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"since\":\"" + since + "\"}");
        client.expect("subscribed");
        return client;
    }
}
