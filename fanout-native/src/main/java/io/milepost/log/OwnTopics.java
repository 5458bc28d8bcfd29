package io.milepost.log;

import io.milepost.fanout.topic.TopicFollower;
import io.milepost.rollout.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a node knows from the gateway's own topics: which tokens were revoked, and the rollout. */
final class OwnTopics implements AutoCloseable {
    private final List<OwnTopic> topics = new ArrayList<>();
    private final List<TopicFollower> followers = new ArrayList<>();
    private final Revocations revocations;
    private final RolloutReader rollout;

    /** Begins to follow those that are configured. */
    OwnTopics(LogConfig config) {
        revocations =
                config.revocations().map(name -> revocations(config, name)).orElse(Revocations.NONE);
        rollout = new RolloutReader(
                config.rollout().map(LogConfig.RolloutSource::providers).orElse(Rollout.PROVIDERS));
        config.rollout().ifPresent(source -> {
            topics.add(RolloutTopic.named(source.topic()));
            followers.add(new TopicFollower(config.kafka(), config.pollRecords(), source.topic(), "rollout", rollout));
        });
    }

    private Revocations revocations(LogConfig config, String name) {
        KafkaRevocations read = KafkaRevocations.open(config, name);
        topics.add(RevocationTopic.named(name));
        followers.add(read.follower());
        return read;
    }

    List<OwnTopic> topics() {
        return topics;
    }

    Revocations revocations() {
        return revocations;
    }

    Rollout rollout() {
        return rollout.rollout();
    }

    /** Has each followed as it is now. Waits for the broker. */
    void look(Topics broker) {
        followers.forEach(follower -> broker.idOf(follower.topic()).ifPresent(follower::follow));
    }

    /** Completes when all have been read to what was their end at the start. */
    CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(
                followers.stream().map(TopicFollower::ready).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void close() {
        followers.forEach(TopicFollower::close);
    }
}
