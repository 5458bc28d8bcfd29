package io.milepost.console.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.channel.KeyPartition;
import io.milepost.fanout.trail.TrailStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Reads what fan-outs did with one event. Confined to one thread. */
public final class Trails {
    /** What clocks may differ by. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private Trails() {}

    /** What was found, oldest first, and whether that is all. */
    public record Steps(List<TrailStep> steps, boolean complete) {}

    /**
     * Reads the steps of an event, from its record's time on.
     *
     * @param topics where fan-outs write them
     */
    public static Steps of(
            Scan scan, Collection<String> topics, String source, String id, Instant recorded, Budget budget) {
        byte[] key = id.getBytes(UTF_8);
        List<TrailStep> steps = new ArrayList<>();
        boolean complete = true;
        for (String topic : topics) {
            List<TopicPartition> partitions = scan.partitions(topic);
            if (partitions.isEmpty()) {
                continue;
            }
            TopicPartition own = new TopicPartition(topic, KeyPartition.of(key, partitions.size()));
            complete &= scan.since(List.of(own), recorded.minus(SLACK), budget, record -> {
                if (record.value() != null && Arrays.equals(key, record.key())) {
                    TrailStep.read(record.value())
                            .filter(step ->
                                    step.id().equals(id) && step.source().equals(source))
                            .ifPresent(steps::add);
                }
            });
        }
        steps.sort(Comparator.comparing(TrailStep::at));
        return new Steps(steps, complete);
    }
}
