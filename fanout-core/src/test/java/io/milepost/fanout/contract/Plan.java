package io.milepost.fanout.contract;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.Sink;
import io.milepost.fanout.SinkProvider;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.runtime.EventFilter;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.fanout.runtime.SinkFanout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A fan-out to be opened, in this process or another, on topics of a test's own. This is the one place here that knows how
 * the runtime is put together.
 *
 * @param provider the class of the sink's provider, which has a constructor without parameters
 * @param name the fan-out's
 * @param suffix what distinguishes this test's topics
 * @param settings the fan-out's configuration
 * @param kafka settings for Kafka's clients
 */
record Plan(String provider, String name, String suffix, Map<String, String> settings, Map<String, String> kafka) {
    Streams streams() {
        return Streams.of(Streams.DEFAULTS.all().stream()
                .map(stream -> new StreamSpec(
                        stream.name(),
                        stream.name() + '-' + suffix,
                        stream.template(),
                        stream.defaultType(),
                        StreamSpec.Delivery.ALL,
                        false))
                .toList());
    }

    String group() {
        return "milepost." + name;
    }

    DeadLetterTopics topics() {
        return new DeadLetterTopics("milepost.dlq-" + suffix, "milepost.retry-" + suffix, (short) 1);
    }

    /** The same under another name. */
    Plan named(String other) {
        return new Plan(provider, other, suffix, settings, kafka);
    }

    /** The same with more settings. */
    Plan with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new Plan(provider, name, suffix, all, kafka);
    }

    /**
     * The same for a process that is killed: it reads little at once and ahead, so that not everything is done before, and who
     * comes after it is taken for the same member, so that the broker does not wait for the killed one.
     */
    Plan forProcess(Step step) {
        Map<String, String> quick = new HashMap<>(kafka);
        quick.put("max.poll.records", "200");
        quick.put("group.protocol", "classic");
        quick.put("group.instance.id", "process");
        Map<String, String> slow = new HashMap<>(settings);
        slow.put("buffer", "200");
        slow.put("callTimeout", "10m");
        if (step == Step.ANSWERED) {
            slow.put("commitEvery", "1h");
        }
        return new Plan(provider, name, suffix, slow, quick);
    }

    /** Opens the fan-out, with something around its sink and more for Kafka's consumer. */
    SinkFanout open(UnaryOperator<Sink> around, Map<String, Object> more, MeterRegistry meters) {
        SinkProvider kind = made();
        Streams streams = streams();
        FanoutSettings read = new FanoutSettings("fanouts." + name + '.', settings);
        Map<String, Object> clients = new HashMap<>(kafka);
        clients.putAll(more);
        SinkConfig config = SinkConfig.read(read, name, kind.defaults(), streams, clients, topics());
        Sink sink = kind.open(new FanoutContext(name, streams, read, meters));
        return new SinkFanout(name, around.apply(sink), config, EventFilter.ALL, meters);
    }

    /** In words for a command line. */
    List<String> arguments() {
        List<String> words = new ArrayList<>(List.of(provider, name, suffix));
        settings.forEach((key, value) -> words.add("setting:" + key + '=' + value));
        kafka.forEach((key, value) -> words.add("kafka:" + key + '=' + value));
        return words;
    }

    static Plan of(List<String> arguments) {
        Map<String, String> settings = new HashMap<>();
        Map<String, String> kafka = new HashMap<>();
        for (String word : arguments.subList(3, arguments.size())) {
            int colon = word.indexOf(':');
            int equals = word.indexOf('=');
            (word.startsWith("kafka:") ? kafka : settings)
                    .put(word.substring(colon + 1, equals), word.substring(equals + 1));
        }
        return new Plan(arguments.get(0), arguments.get(1), arguments.get(2), settings, kafka);
    }

    private SinkProvider made() {
        try {
            return Class.forName(provider)
                    .asSubclass(SinkProvider.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(provider + " cannot be made: has it a public constructor?", e);
        }
    }
}
