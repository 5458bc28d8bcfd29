package io.milepost.log;

import io.milepost.fanout.topic.TopicFollower;
import io.milepost.log.LogConfig.TopicDefaults;
import io.milepost.rollout.Rollout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;

/** The topic that rollouts are published to: the newest holds, and is kept for ever. */
public final class RolloutTopic {
    /** The key of the one record that counts. */
    static final String KEY = "rollout";

    private static final int PATIENCE_SECONDS = 30;
    private static final int POLL_RECORDS = 500;

    private final Map<String, Object> kafka;
    private final String name;
    private final Optional<TopicDefaults> missing;

    /**
     * The topic of this name.
     *
     * @param kafka settings for a Kafka client
     * @param missing how to make it if it does not exist; empty to report that instead
     */
    public RolloutTopic(Map<String, Object> kafka, String name, Optional<TopicDefaults> missing) {
        this.kafka = Map.copyOf(kafka);
        this.name = name;
        this.missing = missing;
    }

    static OwnTopic named(String name) {
        return new OwnTopic(name, Map.of("cleanup.policy", "compact"));
    }

    /** Publishes a rollout, in the place of the one before, and returns when Kafka has it. */
    public void publish(Rollout rollout) {
        ByteBuffer json = rollout.json().utf8();
        byte[] value = new byte[json.remaining()];
        json.get(value);
        named(name).send(kafka, missing, KEY, value);
    }

    /** Publishes that there is no rollout any longer and returns when Kafka has it. */
    public void clear() {
        named(name).send(kafka, missing, KEY, null);
    }

    /** The rollout that holds now; {@link Rollout#NATIVE_ONLY} if there is none, or no topic of them. */
    public Rollout read() {
        Optional<Uuid> id;
        try (Admin admin = Admin.create(kafka)) {
            id = Topics.askedOnce(admin, List.of(), List.of()).idOf(name);
        }
        RolloutReader reader = new RolloutReader(Rollout.PROVIDERS);
        if (id.isPresent()) {
            try (TopicFollower follower = new TopicFollower(kafka, POLL_RECORDS, name, "rollout", reader)) {
                follower.follow(id.get());
                follower.ready().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            } catch (CompletionException e) {
                throw new TimeoutException(name + " could not be read within " + PATIENCE_SECONDS + " s", e);
            }
        }
        return reader.rollout();
    }
}
