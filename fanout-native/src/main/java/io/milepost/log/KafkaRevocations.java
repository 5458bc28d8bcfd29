package io.milepost.log;

import io.milepost.fanout.topic.TopicFollower;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The revocations on a topic. */
record KafkaRevocations(RevocationBook book, TopicFollower follower) implements Revocations {
    /** Begins to follow the topic. */
    static KafkaRevocations open(LogConfig config, String topic) {
        RevocationReader reader = new RevocationReader();
        return new KafkaRevocations(
                reader.book(), new TopicFollower(config.kafka(), config.pollRecords(), topic, "revocations", reader));
    }

    @Override
    public boolean isRevoked(@Nullable String tokenId, String userId, Instant issuedAt) {
        return book.isRevoked(tokenId, userId, issuedAt);
    }

    @Override
    public CompletableFuture<Void> ready() {
        return follower.ready();
    }
}
