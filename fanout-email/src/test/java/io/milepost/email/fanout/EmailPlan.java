package io.milepost.email.fanout;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.email.request.EmailTopics;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import io.milepost.fanout.kafka.KafkaContext;
import io.milepost.fanout.runtime.EventFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that makes a fan-out of mail, in words that another process understands.
 *
 * @param id part of the names of all topics and groups
 * @param kafka settings of Kafka's clients
 * @param settings of the fan-out
 */
record EmailPlan(String id, Map<String, String> kafka, Map<String, String> settings) {
    static EmailPlan of(String[] arguments) {
        Map<String, String> kafka = new HashMap<>();
        Map<String, String> settings = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 3) {
            (arguments[i].equals("kafka") ? kafka : settings).put(arguments[i + 1], arguments[i + 2]);
        }
        return new EmailPlan(arguments[0], kafka, settings);
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(id));
        kafka.forEach((key, value) -> arguments.addAll(List.of("kafka", key, value)));
        settings.forEach((key, value) -> arguments.addAll(List.of("setting", key, value)));
        return arguments;
    }

    EmailPlan with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new EmailPlan(id, kafka, all);
    }

    String topic() {
        return "activity-" + id;
    }

    EmailTopics topics() {
        return new EmailTopics("mail-" + id, 3, (short) 1);
    }

    DeadLetterTopics deadLetters() {
        return new DeadLetterTopics("dlq-" + id, "retry-" + id, (short) 1);
    }

    Streams streams() {
        return Streams.of(Streams.DEFAULTS.all().stream()
                .map(stream -> stream.name().equals("activity")
                        ? new StreamSpec(
                                stream.name(),
                                topic(),
                                stream.template(),
                                stream.defaultType(),
                                stream.delivery(),
                                stream.isPublic())
                        : stream)
                .toList());
    }

    Fanout open() {
        return open(new SimpleMeterRegistry());
    }

    Fanout open(MeterRegistry meters) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("topics", topics().prefix());
        all.put("partitions", "3");
        all.putIfAbsent("group", "mail-" + id);
        all.put("streams", "activity");
        all.put("from", "earliest");
        return new EmailFanoutProvider()
                .open(
                        new FanoutContext("email", streams(), new FanoutSettings("fanouts.email.", all), meters),
                        new KafkaContext(Map.copyOf(kafka), deadLetters(), EventFilter.ALL));
    }
}
