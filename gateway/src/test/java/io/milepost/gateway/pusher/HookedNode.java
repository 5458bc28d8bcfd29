package io.milepost.gateway.pusher;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.broker.FreePort;
import io.milepost.broker.TestKafka;
import io.milepost.channel.Streams;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.runtime.EventFilter;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.fanout.runtime.SinkFanout;
import io.milepost.gateway.TestNode;
import io.milepost.gateway.pusher.App.Channels;
import io.milepost.gateway.pusher.App.Limits;
import io.milepost.gateway.pusher.App.Switches;
import io.milepost.gateway.pusher.Webhook.Kind;
import io.milepost.log.fact.FactTopic;
import io.milepost.log.fact.KafkaFactLog;
import io.milepost.pusher.webhook.WebhookSinkProvider;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A node that is alone, and what tells the webhook of its app, as a launcher puts them together. */
final class HookedNode implements AutoCloseable {
    private static final int PORT = FreePort.find();
    private static final App APP = new App(
            "1002",
            "hook-key",
            "hook-secret",
            Channels.SHARED,
            new Switches(true, true, true, true),
            Limits.DEFAULTS,
            List.of(new Webhook(URI.create("http://127.0.0.1:" + PORT + "/hooks"), EnumSet.allOf(Kind.class))));

    private final TestNode node;
    private final SinkFanout webhook;

    private HookedNode(TestNode node, SinkFanout webhook) {
        this.node = node;
        this.webhook = webhook;
    }

    static HookedNode start() {
        Map<String, Object> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
        String topic = TestKafka.uniqueTopic("webhooks");
        KafkaFactLog facts = new KafkaFactLog(kafka, topic, Optional.of((short) -1));
        facts.begin();
        TestNode node = TestNode.on(
                TestNode.freshStreams(), UnaryOperator.identity(), config -> config.withApps(List.of(APP)), facts);
        SinkFanout webhook = webhook(topic, kafka);
        webhook.start();
        return new HookedNode(node, webhook);
    }

    private static SinkFanout webhook(String topic, Map<String, Object> kafka) {
        String url = APP.webhooks().get(0).url().toString();
        FanoutSettings settings = new FanoutSettings(
                "hook.", Map.of("url", url, "key", APP.key(), "secret", APP.secret(), "from", "earliest"));
        WebhookSinkProvider provider = new WebhookSinkProvider();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Streams streams = FactTopic.streams(topic);
        SinkConfig config =
                SinkConfig.read(settings, topic, provider.defaults(), streams, kafka, DeadLetterTopics.DEFAULTS);
        return new SinkFanout(
                topic,
                provider.open(new FanoutContext(topic, streams, settings, meters)),
                config,
                EventFilter.ALL,
                meters);
    }

    Map<String, String> environment() {
        return Map.of(
                "PORT", String.valueOf(node.gateway().port()),
                "HOOK_PORT", String.valueOf(PORT),
                "APP_ID", APP.id(),
                "APP_KEY", APP.key(),
                "APP_SECRET", APP.secret());
    }

    @Override
    public void close() {
        webhook.close();
        node.close();
    }
}
