package io.milepost.log;

import io.milepost.fanout.topic.TopicFollower;
import io.milepost.log.peer.KafkaPeers;
import io.milepost.log.peer.PeerTopics;
import io.milepost.log.peer.Peers;
import io.milepost.rollout.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a node knows from the gateway's own topics: which tokens were revoked, the rollout, and the other nodes. */
final class OwnTopics implements AutoCloseable {
    private final List<OwnTopic> topics = new ArrayList<>();
    private final List<TopicFollower> followers = new ArrayList<>();
    private final Revocations revocations;
    private final RolloutReader rollout;
    private final Optional<KafkaPeers> peers;

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
        config.peers().ifPresent(named -> {
            topics.add(new OwnTopic(named.presence(), PeerTopics.settings()));
            topics.add(new OwnTopic(named.signals(), PeerTopics.settings()));
        });
        peers = config.peers().map(named -> new KafkaPeers(config.kafka(), named));
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

    Peers peers() {
        return peers.<Peers>map(there -> there).orElse(Peers.NONE);
    }

    /** Has each followed as it is now. Waits for the broker. */
    void look(Topics broker) {
        followers.forEach(follower -> broker.idOf(follower.topic()).ifPresent(follower::follow));
        peers.ifPresent(KafkaPeers::begin);
    }

    /** Completes when all that are followed have been read to what was their end at the start. */
    CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(
                followers.stream().map(TopicFollower::ready).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void close() {
        followers.forEach(TopicFollower::close);
        peers.ifPresent(KafkaPeers::close);
    }
}
