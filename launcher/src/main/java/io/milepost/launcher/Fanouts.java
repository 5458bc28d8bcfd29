package io.milepost.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.channel.Streams;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.Health;
import io.milepost.fanout.InvalidSettingsException;
import io.milepost.fanout.Sink;
import io.milepost.fanout.SinkProvider;
import io.milepost.fanout.kafka.FanoutProvider;
import io.milepost.fanout.kafka.KafkaContext;
import io.milepost.fanout.runtime.EventFilter;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.fanout.runtime.SinkFanout;
import io.milepost.launcher.config.DevMail;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.RouteSettings;
import io.milepost.launcher.config.Settings;
import io.milepost.launcher.config.StreamSettings;
import io.milepost.route.Routes;
import io.milepost.trace.Tracing;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The fan-outs that are configured, each of a kind that some module on the class path provides. */
final class Fanouts {
    private final Settings settings;
    private final MeterRegistry meters;
    private final Tracing tracing;
    private final boolean trails;
    private final Streams streams;
    private final Routes routes;
    private final Map<String, Map<String, String>> configured;

    /**
     * Reads what all of them are told.
     *
     * @param tracing where it is told what they do with events
     * @param trails whether a fan-out to a sink leaves a trail if nothing is said of it
     */
    Fanouts(Settings settings, MeterRegistry meters, Tracing tracing, boolean trails) {
        this.tracing = tracing;
        this.trails = trails;
        this.settings = settings;
        this.meters = meters;
        this.streams = StreamSettings.read(settings);
        this.routes = RouteSettings.read(settings, streams);
        this.configured = settings.fanouts();
    }

    /** Their names. */
    Set<String> names() {
        return new TreeSet<>(configured.keySet());
    }

    /** Makes some of them, without starting any. Faults are noted in the settings; what has one is not made. */
    Map<String, Fanout> open(Set<String> names) {
        Map<String, Fanout> opened = new TreeMap<>();
        for (String name : names) {
            try {
                open(name).ifPresent(fanout -> opened.put(name, fanout));
            } catch (InvalidSettingsException e) {
                e.faults().forEach(settings::fault);
            }
        }
        return opened;
    }

    /**
     * Waits until a fan-out works, however long Kafka takes to appear.
     *
     * @param progress told now and then what is waited for
     */
    static void awaitReady(String name, Fanout fanout, Consumer<String> progress) {
        long said = System.nanoTime();
        for (Health health = fanout.health(); !health.ok(); health = fanout.health()) {
            if (System.nanoTime() - said > TimeUnit.SECONDS.toNanos(10)) {
                said = System.nanoTime();
                progress.accept("the fan-out " + name + " is not ready yet: " + health.detail());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private Optional<Fanout> open(String name) {
        Map<String, String> said = new HashMap<>(configured.getOrDefault(name, Map.of()));
        if (name.equals(Routes.NATIVE)) {
            settings.fault("fanouts.native: the gateway's own is called so; give this one another name, and its kind");
            return Optional.empty();
        }
        configured.keySet().stream()
                .filter(other -> !other.equals(name) && group(other).equals(group(name)))
                .forEach(other -> settings.fault("fanouts." + name + ".group: " + group(name) + " is the group of "
                        + other + " too, so that each would get a part of the events alone"));
        String kind = said.getOrDefault("kind", name);
        said.remove("kind");
        Map<String, FanoutProvider> fanouts = ServiceLoader.load(FanoutProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toMap(FanoutProvider::kind, provider -> provider));
        Map<String, SinkProvider> sinks = ServiceLoader.load(SinkProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toMap(SinkProvider::kind, provider -> provider));
        if (trails && (sinks.containsKey(kind) || kind.equals(DevMail.KIND))) {
            said.putIfAbsent("trail", "true");
        }
        FanoutContext context =
                new FanoutContext(name, streams, new FanoutSettings("fanouts." + name + ".", said), meters, tracing);
        EventFilter filter = routes.isEmpty()
                ? EventFilter.ALL
                : (stream, type, channel) -> routes.takes(name, stream, type, channel);
        if (fanouts.containsKey(kind)) {
            KafkaContext kafka = new KafkaContext(NodeConfig.kafka(settings), NodeConfig.deadLetters(settings), filter);
            return Optional.of(fanouts.get(kind).open(context, kafka));
        }
        SinkProvider provider = sinks.get(kind);
        if (provider == null) {
            Set<String> kinds = new TreeSet<>(fanouts.keySet());
            kinds.addAll(sinks.keySet());
            settings.fault("fanouts." + name + ": there is no kind of fan-out called " + kind + "; there are "
                    + String.join(", ", kinds) + ". fanouts." + name + ".kind names one");
            return Optional.empty();
        }
        SinkConfig config = SinkConfig.read(
                context.settings(),
                name,
                provider.defaults(),
                streams,
                NodeConfig.kafka(settings),
                NodeConfig.deadLetters(settings));
        Sink sink = provider.open(context);
        return Optional.of(new SinkFanout(name, sink, config, filter, meters, tracing));
    }

    private String group(String name) {
        return configured.getOrDefault(name, Map.of()).getOrDefault("group", SinkConfig.groupOf(name));
    }
}
