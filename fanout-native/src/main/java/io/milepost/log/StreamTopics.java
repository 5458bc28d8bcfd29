package io.milepost.log;

import io.milepost.channel.Streams;
import io.milepost.log.LogConfig.TopicDefaults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/** Makes the topics of a set of streams. */
public final class StreamTopics {
    private StreamTopics() {}

    /**
     * Makes those that do not exist and returns when they do.
     *
     * @param kafka settings for a Kafka client
     */
    public static void make(Map<String, Object> kafka, Streams streams, TopicDefaults how) {
        try (Admin admin = Admin.create(kafka)) {
            Topics.askedOnce(admin, streams.all(), List.of()).makeMissing(Optional.of(how));
        }
    }
}
