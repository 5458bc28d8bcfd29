package io.milepost.log.fact;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.fanout.topic.MadeTopic;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The topic of facts: one partition, kept for an hour, with the broker's times. */
public final class FactTopic {
    /** The topic, unless another is named. */
    public static final String NAME = "milepost.webhooks";

    /** The stream that it is to fan-outs. */
    public static final String STREAM = "webhooks";

    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration SEGMENT = Duration.ofMinutes(10);

    private FactTopic() {}

    /** The topic as the only stream of a fan-out; its channels are the keys. */
    public static Streams streams(String topic) {
        StreamSpec facts = StreamSpec.of(STREAM, "{key}", "fact");
        return Streams.of(List.of(new StreamSpec(
                STREAM, topic, facts.template(), facts.defaultType(), facts.delivery(), facts.isPublic())));
    }

    static MadeTopic made(String topic, short replicas) {
        return new MadeTopic(
                topic,
                1,
                replicas,
                Map.of(
                        "cleanup.policy",
                        "delete",
                        "message.timestamp.type",
                        "LogAppendTime",
                        "retention.ms",
                        Long.toString(KEPT.toMillis()),
                        "segment.ms",
                        Long.toString(SEGMENT.toMillis())));
    }
}
