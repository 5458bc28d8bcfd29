package io.milepost.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.channel.Streams;
import io.milepost.console.Console;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.SinkProvider;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.fanout.runtime.SinkFanout;
import io.milepost.launcher.config.WebhookConfig;
import io.milepost.launcher.config.WebhookConfig.Hook;
import io.milepost.log.fact.FactTopic;
import io.milepost.pusher.webhook.WebhookSinkProvider;
import io.milepost.trace.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The fan-outs that tell the webhooks of apps: one for each address, so that none holds up another. The nodes share their work. */
final class Webhooks implements AutoCloseable {
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(20);

    private final List<SinkFanout> fanouts = new ArrayList<>();
    private volatile boolean closed;

    private Webhooks() {}

    /** Those of a node whose apps have none. */
    static Webhooks none() {
        return new Webhooks();
    }

    /**
     * Starts them.
     *
     * @param kafka settings for Kafka's clients
     */
    static Webhooks start(
            WebhookConfig config, Map<String, Object> kafka, Console console, MeterRegistry meters, Tracing tracing) {
        Webhooks started = new Webhooks();
        SinkProvider provider = ServiceLoader.load(SinkProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(sink -> sink.kind().equals(WebhookSinkProvider.KIND))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing here provides " + WebhookSinkProvider.KIND));
        for (Hook hook : config.hooks()) {
            SinkFanout fanout = open(hook, config, provider, kafka, meters, tracing);
            started.fanouts.add(fanout);
            console.runs(hook.known(), fanout);
            fanout.start();
        }
        return started;
    }

    private static SinkFanout open(
            Hook hook,
            WebhookConfig config,
            SinkProvider provider,
            Map<String, Object> kafka,
            MeterRegistry meters,
            Tracing tracing) {
        FanoutSettings settings = new FanoutSettings(
                hook.name() + ".", Map.of("url", hook.url().toString(), "key", hook.key(), "secret", hook.secret()));
        Streams streams = FactTopic.streams(config.topic());
        SinkConfig driven =
                SinkConfig.read(settings, hook.name(), provider.defaults(), streams, kafka, config.deadLetters());
        return new SinkFanout(
                hook.name(),
                provider.open(new FanoutContext(hook.name(), streams, settings, meters, tracing)),
                driven,
                (stream, type, channel) ->
                        channel.equals(hook.appId()) && hook.kinds().contains(type),
                meters,
                tracing);
    }

    /** Does something, on a thread of its own, once they miss nothing that is written from then on. */
    void whenBegun(Runnable then) {
        Thread waiting = new Thread(
                () -> {
                    while (!closed && !fanouts.stream().allMatch(SinkFanout::hasBegun)) {
                        LockSupport.parkNanos(LOOK_EVERY);
                    }
                    then.run();
                },
                "milepost-webhooks");
        waiting.setDaemon(true);
        waiting.start();
    }

    /** Each has calls to end and a group to leave, so all do at once. */
    @Override
    public void close() {
        closed = true;
        List<Thread> closing = fanouts.stream()
                .map(fanout -> new Thread(fanout::close, "milepost-webhooks-close"))
                .toList();
        closing.forEach(Thread::start);
        try {
            for (Thread thread : closing) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
