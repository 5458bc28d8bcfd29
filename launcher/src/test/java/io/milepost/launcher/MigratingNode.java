package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.event.Json;
import io.milepost.log.LogConfig;
import io.milepost.log.RolloutTopic;
import io.milepost.rollout.Rollout;
import java.io.IOException;
import java.util.Map;

/** A node amid a migration from one provider to the other, held against the contract. */
final class MigratingNode {
    private static final String CONFIG = "GET /api/realtime/config";

    private MigratingNode() {}

    static void whoIsToldWhat(RouteContract contract) throws IOException {
        String topic = TestKafka.uniqueTopic("rollout");
        LogConfig defaults = LogConfig.of(TestKafka.bootstrapServers());
        new RolloutTopic(defaults.kafka(), topic, defaults.missingTopics())
                .publish(Rollout.of(Json.of("""
                {"default":"native","both":true,
                 "providers":{"pusher":{"percent":10,"users":["ada"],"channels":["pov-*"]}}}"""), Rollout.PROVIDERS));
        Map<String, String> settings = Map.of(
                "rollout.topic", topic, "pusher.key", "k", "pusher.wsHost", "ws.example", "pusher.wsPort", "6001");
        try (NodeUnderTest node = NodeUnderTest.start(settings)) {
            ContractCaller caller = new ContractCaller(contract, node);
            JsonNode ada = caller.ask(CONFIG, "/api/realtime/config", ContractNode.token("ada"), "", 200);
            assertThat(ada.path("providers").toString()).isEqualTo("[\"pusher\",\"native\"]");
            assertThat(ada.at("/pusher/wsPort").asInt()).isEqualTo(6001);
            JsonNode nobody = caller.ask(CONFIG, "/api/realtime/config", "", "", 200);
            assertThat(nobody.path("provider").asText()).isEqualTo("native");
            caller.ask(CONFIG, "/api/realtime/config", "nonsense", "", 401);
        }
    }
}
