package io.milepost.gateway.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.milepost.broker.Histories;
import io.milepost.channel.ChannelName;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Clients that come back to any of several nodes, in many short histories: each node's tail, topology and bounds are as old as
 * they happen to be, nodes start anew, topics get more partitions, are compacted and lose their oldest records. Run one history again
 * with {@code -Dseed=…}, which is printed when one fails.
 *
 * <p>Left out is what no node promises: keys that move while nobody who follows them knows of it yet (see ADR 16), and topics
 * that grow twice within one look at them.
 */
class NodeToNodeTest {
    private static final Streams STREAMS = Streams.of(List.of(
            StreamSpec.of("activity", "team-{key}", "activity-logged"),
            StreamSpec.of("goal", "team-{key}", "goal-updated"),
            StreamSpec.of("note", "team-{key}", "noted").spread(),
            StreamSpec.of("channels", "{key}", "message")));

    @Test
    void whoComesToAnotherNodeGetsWhatTheyMissed() {
        Totals totals = new Totals();
        int histories = Histories.run(3_000, seed -> totals.add(new Story(seed).run()));
        System.out.println(totals);
        if (histories > 0) {
            // A test that never gets into trouble shows nothing.
            assertThat(totals.moves).as("clients that came to another node").isGreaterThan(histories / 2);
            assertThat(totals.grown).as("topics that grew").isGreaterThan(histories / 2);
            assertThat(totals.delivered).as("events delivered").isGreaterThan(histories * 10L);
            assertThat(totals.lost).as("events announced as lost").isGreaterThan(histories / 10);
        }
    }

    private static final class Totals {
        private long connects;
        private long moves;
        private long grown;
        private long delivered;
        private long lost;
        private long again;

        void add(Story story) {
            moves += story.moves;
            grown += story.grown;
            for (ModelClient client : story.clients) {
                connects += client.connects;
                delivered += client.delivered;
                lost += client.lost;
                again += client.again;
            }
        }

        @Override
        public String toString() {
            return "%d connects, %d of them to another node, %d topics grown, %d events delivered, %d of them again, %d announced as lost"
                    .formatted(connects, moves, grown, delivered, again, lost);
        }
    }

    /** A node, and the shard of its one event loop. */
    private static final class Seat {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final ModelNode node;
        private final Shard shard;

        Seat(ModelNode node, Story story, Random random) {
            this.node = node;
            // Nobody comes before a node is ready.
            while (!node.isCurrent()) {
                node.poll();
            }
            AtomicReference<Shard> attached = new AtomicReference<>();
            Pace pace = new Pace(
                    1_000_000, 1 + random.nextInt(2), 500 + random.nextInt(3_000), 500 + random.nextInt(3_000));
            Shard.attach(node, tasks::add, UnpooledByteBufAllocator.DEFAULT, story::now, new ShardStats(), pace)
                    .thenAccept(attached::set);
            tasks.remove().run();
            shard = attached.get();
        }

        boolean runTask() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            return task != null;
        }
    }

    private static final class Story {
        private final Random random;
        private final ModelCluster cluster;
        /** Whether keys move to new partitions alone, as they do where a topic doubles. */
        private final boolean doubles;

        private final List<Seat> seats = new ArrayList<>();
        private final List<ModelClient> clients = new ArrayList<>();
        private final Map<ModelClient, Seat> at = new HashMap<>();
        private long clock;
        private int moves;
        private int grown;

        Story(long seed) {
            random = new Random(seed);
            doubles = random.nextBoolean();
            cluster = new ModelCluster(random, STREAMS, true);
            for (int i = random.nextInt(12); i > 0; i--) {
                cluster.write(any(cluster.topics));
            }
            for (int i = 2 + random.nextInt(2); i > 0; i--) {
                seats.add(seat());
            }
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                clients.add(new ModelClient(cluster, new ChannelName(any(ModelCluster.NAMES)), random));
            }
        }

        private <T> T any(List<T> those) {
            return those.get(random.nextInt(those.size()));
        }

        private Seat seat() {
            return new Seat(new ModelNode(cluster, random, this::now, doubles), this, random);
        }

        private long now() {
            clock += random.nextInt(400_000);
            return clock;
        }

        Story run() {
            for (int i = 40 + random.nextInt(120); i > 0; i--) {
                step();
            }
            comeToRest();
            seats.forEach(seat -> seat.shard.detach());
            return this;
        }

        private void step() {
            ModelClient client = any(clients);
            Seat seat = any(seats);
            ModelTopic topic = any(cluster.topics);
            switch (random.nextInt(24)) {
                case 0, 1, 2, 3 -> write(1 + random.nextInt(4));
                case 4, 5, 6 -> {
                    if (!client.isConnected()) {
                        connect(client, seat);
                    } else if (random.nextInt(3) == 0) {
                        client.disconnect();
                    }
                }
                case 7, 8 -> client.drain(random.nextInt(1_500));
                case 9, 10 -> seat.node.catchUp().step();
                case 11 -> {
                    if (random.nextInt(3) == 0) {
                        cluster.retain(topic, p -> slowest(topic, p));
                    }
                }
                case 12 -> {
                    if (random.nextInt(3) == 0 && topic.size() < 7) {
                        grow(topic);
                    }
                }
                case 13 -> seat.shard.tick();
                case 14 -> {
                    if (client.isAway() && clients.size() < 4 && random.nextInt(3) == 0) {
                        crowd(client, seat);
                    }
                }
                case 15, 16, 17 -> seat.node.poll();
                case 18 -> seat.node.look();
                case 19 -> {
                    if (topic.isCompacted && random.nextInt(6) == 0) {
                        cluster.compact(topic, p -> slowest(topic, p));
                    }
                }
                case 20 -> {
                    if (doubles && random.nextInt(12) == 0) {
                        startAnew(seat);
                    }
                }
                default -> seat.runTask();
            }
        }

        private void write(int count) {
            for (int i = 0; i < count; i++) {
                ModelTopic topic = any(cluster.topics);
                if (doubles || topic.stream.isSpread() || isKnown(topic)) {
                    cluster.write(topic);
                }
            }
        }

        private boolean isKnown(ModelTopic topic) {
            return seats.stream().allMatch(seat -> seat.node.knows(topic));
        }

        /** Where that tail is which has read least. */
        private long slowest(ModelTopic topic, int partition) {
            return seats.stream()
                    .mapToLong(seat -> seat.node.position(topic, partition))
                    .min()
                    .orElseThrow();
        }

        private void grow(ModelTopic topic) {
            boolean anyhow = topic.stream.isSpread();
            boolean read = true;
            for (int p = 0; p < topic.size(); p++) {
                read &= slowest(topic, p) >= topic.parts.get(p).end;
            }
            if (anyhow || (isKnown(topic) && (doubles || read))) {
                topic.grow(doubles ? topic.size() * 2 : topic.size() + 1 + random.nextInt(2));
                grown++;
            }
        }

        private void connect(ModelClient client, Seat seat) {
            Seat before = at.put(client, seat);
            moves += before != null && before != seat ? 1 : 0;
            client.connect(seat.shard);
        }

        /** Some who have had the same come back together. */
        private void crowd(ModelClient client, Seat seat) {
            List<ModelClient> crowd = List.of(client, client.twin(), client.twin(), client.twin());
            clients.addAll(crowd.subList(1, crowd.size()));
            if (random.nextBoolean()) {
                crowd.forEach(one -> connect(one, seat));
            }
        }

        private void startAnew(Seat seat) {
            clients.stream()
                    .filter(client -> client.isConnected() && at.get(client) == seat)
                    .forEach(ModelClient::disconnect);
            seat.shard.detach();
            seats.set(seats.indexOf(seat), seat());
        }

        /** Everybody is connected, the network takes everything, and nothing new comes: then all must get all. */
        private void comeToRest() {
            for (ModelClient client : clients) {
                if (!client.isConnected()) {
                    connect(client, any(seats));
                }
            }
            int quiet = 0;
            for (int i = 0; i < 3_000 && quiet < 5; i++) {
                boolean worked = false;
                for (Seat seat : seats) {
                    worked |= work(seat);
                }
                clients.forEach(client -> client.drain(Long.MAX_VALUE));
                quiet = worked ? 0 : quiet + 1;
            }
            for (ModelClient client : clients) {
                if (!client.isThrough()) {
                    fail("a client waits for something that never comes: " + client);
                }
            }
        }

        private static boolean work(Seat seat) {
            boolean worked = seat.node.poll();
            if (!seat.node.isCurrent()) {
                seat.node.look();
                worked = true;
            }
            for (int i = 0; i < 3; i++) {
                worked |= seat.runTask();
            }
            return seat.node.catchUp().step() || worked || !seat.tasks.isEmpty();
        }
    }
}
