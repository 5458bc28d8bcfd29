package io.milepost.launcher.browser;

import io.milepost.broker.FreePort;
import io.milepost.broker.TestKafka;
import io.milepost.channel.Streams;
import io.milepost.launcher.GatewayCommandLine;
import io.milepost.launcher.NodeUnderTest;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * The TypeScript client against a gateway, in Node and in a browser: the tests are clients/typescript/test/e2e, and start and
 * end the gateway as they need. Kafka and another node, by which events are published meanwhile, are here.
 */
class ClientIT {
    /** How many tests with a line of their own there may be. */
    private static final int LINES = 50;

    private static final String SECRET = "the-secret-of-the-client-and-of-nothing-else";

    @Test
    void inNodeEveryEventComesOnceWhateverHappens() {
        run("node.e2e.ts", "");
    }

    @Test
    void inABrowserEveryEventComesOnceWhateverHappens() {
        run("browser.e2e.ts", Browser.find().toString());
    }

    private static void run(String tests, String browser) {
        Npm npm = Npm.in("clients/typescript");
        Map<String, String> same = topics();
        same.put("auth.secret", SECRET);
        int port = FreePort.find();
        try (NodeUnderTest elsewhere = NodeUnderTest.start(same)) {
            writeNonsense(same.get("streams.activity.topic"), "holes");
            Map<String, String> environment = Map.of(
                    "E2E_COMMAND",
                    GatewayCommandLine.json(port, same),
                    "E2E_PORT",
                    Integer.toString(port),
                    "E2E_LINE_PORTS",
                    IntStream.range(0, LINES)
                            .mapToObj(i -> Integer.toString(FreePort.find()))
                            .collect(Collectors.joining(",")),
                    "E2E_ELSEWHERE",
                    elsewhere.at("http"),
                    "E2E_SECRET",
                    SECRET,
                    "E2E_BROWSER",
                    browser);
            npm.script("test:e2e", environment, 10, tests);
        }
    }

    /** Topics that nobody else uses but several nodes do. */
    private static Map<String, String> topics() {
        String suffix = "-" + UUID.randomUUID();
        return new HashMap<>(Streams.DEFAULTS.all().stream()
                .collect(Collectors.toMap(
                        stream -> "streams." + stream.name() + ".topic", stream -> stream.name() + suffix)));
    }

    /** A record that is no event. */
    private static void writeNonsense(String topic, String key) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, "{nonsense"));
        }
    }
}
