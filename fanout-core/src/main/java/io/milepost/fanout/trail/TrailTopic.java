package io.milepost.fanout.trail;

import io.milepost.fanout.topic.MadeTopic;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * A topic of what fan-outs did, kept for a day: every step of an event lies in the partition of its id.
 *
 * @param name what it is called
 * @param replicas copies if it has to be made; -1 for the broker's default
 */
public record TrailTopic(String name, short replicas) {
    /** What it is called if nothing is said. */
    public static final String NAME = "milepost.trail";

    private static final int PARTITIONS = 6;
    private static final Duration KEPT = Duration.ofDays(1);

    /** Makes it if it does not exist. Waits for the broker. */
    public void make(Admin admin) {
        new MadeTopic(name, PARTITIONS, replicas, Map.of("retention.ms", Long.toString(KEPT.toMillis()))).make(admin);
    }
}
