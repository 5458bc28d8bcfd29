package io.milepost.log;

import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.fanout.topic.TopicFollower;
import io.milepost.rollout.InvalidRolloutException;
import io.milepost.rollout.Rollout;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the rollout that stands on its topic, the last that could be followed. One thread writes, any thread asks. */
final class RolloutReader implements TopicFollower.Reader {
    private static final Logger log = LoggerFactory.getLogger(RolloutReader.class);

    private final Set<String> providers;
    private volatile Rollout rollout = Rollout.NATIVE_ONLY;

    /**
     * A reader that has read nothing.
     *
     * @param providers those that a rollout may name
     */
    RolloutReader(Set<String> providers) {
        this.providers = providers;
    }

    Rollout rollout() {
        return rollout;
    }

    @Override
    public void take(String at, String key, byte @Nullable [] value, Instant recordedAt) {
        if (!key.equals(RolloutTopic.KEY)) {
            log.warn("{}: the key is not {}; the record says nothing", at, RolloutTopic.KEY);
            return;
        }
        try {
            rollout = value == null ? Rollout.NATIVE_ONLY : Rollout.of(Json.of(ByteBuffer.wrap(value)), providers);
            log.info(
                    "{}: the default provider is {}, others {}",
                    at,
                    rollout.fallback(),
                    rollout.shares().keySet());
        } catch (InvalidRolloutException | InvalidJsonException e) {
            log.error("{}: no rollout that can be followed, so the one before holds: {}", at, e.getMessage());
        }
    }
}
