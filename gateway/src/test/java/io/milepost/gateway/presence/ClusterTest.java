package io.milepost.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.broker.Histories;
import io.milepost.channel.ChannelName;
import io.milepost.gateway.presence.ModelCluster.ModelNode;
import io.milepost.gateway.presence.ModelCluster.Socket;
import io.milepost.gateway.presence.Presence.Snapshot;
import io.milepost.gateway.protocol.Member;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Several nodes in many short histories: clients come and go, nodes begin, end and die, cannot read or cannot write, statements get
 * lost, the broker is away. Whatever happens, who stays on a node that is well is never told to have gone; and when all is well again,
 * all nodes know the same, and it is true. Run one history again with {@code -Dseed=…}, which is printed when one fails.
 */
class ClusterTest {
    /** What the contract allows a dead node's members. */
    private static final long GONE_MS = 15_000;

    private static final List<ChannelName> CHANNELS =
            IntStream.range(0, 4).mapToObj(i -> new ChannelName("room-" + i)).toList();
    private static final String STEADY = "steady";

    @Test
    void allNodesComeToKnowWhatIsTrue() {
        AtomicInteger moves = new AtomicInteger();
        int histories = Histories.run(200, seed -> moves.addAndGet(new History(seed).run()));
        if (histories > 0) {
            assertThat(moves).as("who has gone in all that").hasValueGreaterThan(histories);
        }
    }

    private static final class History {
        private final Random random;
        private final ModelCluster cluster;
        private final int named;
        private final long grace;
        private final List<ModelNode> steady;

        History(long seed) {
            random = new Random(seed);
            named = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : ModelCluster.ALL;
            grace = random.nextInt(3) == 0 ? 0 : 3_000;
            cluster = new ModelCluster(
                    random, new PresenceConfig(named, Duration.ofMillis(grace), Duration.ofSeconds(10)));
            steady = List.of(cluster.start(), cluster.start());
        }

        int run() {
            for (int i = 0; i < steady.size(); i++) {
                steady.get(i).join(CHANNELS.get(i), STEADY + i, true);
            }
            cluster.pass(2_000);
            for (int i = 0; i < 40; i++) {
                event();
                cluster.pass(random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(400));
            }
            heal();
            cluster.pass(30_000);
            check();
            ModelNode dead = cluster.start();
            for (int i = 0; i < 5; i++) {
                dead.join(CHANNELS.get(i % CHANNELS.size()), user(), true);
            }
            cluster.pass(2_000);
            dead.kill();
            cluster.pass(GONE_MS);
            check();
            int gone = 0;
            for (ModelNode node : cluster.nodes) {
                assertThat(node.offline).noneMatch(move -> move.member().id().startsWith(STEADY));
                gone += node.offline.size();
            }
            return gone;
        }

        private String user() {
            return "u" + random.nextInt(12);
        }

        private void event() {
            ModelNode node = any(cluster.nodes);
            switch (random.nextInt(16)) {
                case 0 -> cluster.start();
                case 1 -> end(node);
                case 2 -> cluster.away = !cluster.away;
                case 3 -> cluster.holes = !cluster.holes;
                case 4 -> node.deaf = !node.deaf;
                case 5 -> node.mute = !node.mute && !steady.contains(node);
                case 6, 7, 8, 9 -> leave(node);
                default -> node.join(any(CHANNELS), user(), random.nextInt(5) > 0);
            }
        }

        private void end(ModelNode node) {
            if (steady.contains(node)) {
                return;
            }
            if (random.nextBoolean() && !cluster.away) {
                node.close();
            } else {
                node.kill();
            }
        }

        private void leave(ModelNode node) {
            List<Socket> leaving = node.sockets.stream()
                    .filter(socket -> !socket.user().startsWith(STEADY))
                    .toList();
            if (!leaving.isEmpty()) {
                node.leave(any(leaving), random.nextBoolean());
            }
        }

        private void heal() {
            cluster.away = false;
            cluster.holes = false;
            cluster.nodes.forEach(node -> {
                node.deaf = false;
                node.mute = false;
            });
        }

        private void check() {
            for (ChannelName channel : CHANNELS) {
                Set<String> truth = cluster.truth(channel, false);
                for (ModelNode node : cluster.nodes) {
                    Snapshot known = node.of(channel);
                    assertThat(known.subscribers()).isEqualTo(cluster.subscribers(channel));
                    List<Member> members = known.members();
                    if (truth.size() > named) {
                        assertThat(members).isNull();
                        assertThat(known.count()).isGreaterThanOrEqualTo(truth.size());
                    } else if (members != null) {
                        assertThat(known.count()).isEqualTo(truth.size());
                        Set<String> ids = members.stream().map(Member::id).collect(Collectors.toSet());
                        assertThat(ids).isEqualTo(truth);
                    }
                    if (named == ModelCluster.ALL) {
                        assertThat(members).isNotNull();
                        assertThat(node.told.getOrDefault(channel.value(), Set.of()))
                                .containsExactlyInAnyOrderElementsOf(cluster.truth(channel, true));
                    }
                    assertThat(members == null)
                            .as("all nodes name the members, or none does")
                            .isEqualTo(cluster.nodes.get(0).of(channel).members() == null);
                }
            }
        }

        private <T> T any(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }
    }
}
