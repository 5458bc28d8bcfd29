package io.milepost.gateway.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.milepost.broker.Histories;
import io.milepost.channel.ChannelName;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * The way from replay to live and back, in many short histories: segments come, sockets fill and drain, clients leave and
 * come back with their last cursor, topics lose their oldest records or are made anew, and the loop gets on a task at a
 * time, in an order that a seed decides. Run one history again with {@code -Dseed=…}, which is printed when one fails.
 */
class ReplayToLiveTest {
    @Test
    void everyClientGetsEveryEventOnceAndInOrder() {
        Totals totals = new Totals();
        int histories = Histories.run(20_000, seed -> totals.add(new History(seed).run()));
        System.out.println(totals);
        if (histories > 0) {
            // A test that never gets into trouble shows nothing.
            assertThat(totals.demotions).as("demotions").isGreaterThan(histories / 100);
            assertThat(totals.outrun).as("shards outrun by the ring").isGreaterThan(histories / 100);
            assertThat(totals.replayed).as("events replayed").isGreaterThan(histories);
            assertThat(totals.shared).as("portions shared").isGreaterThan(histories / 100);
            assertThat(totals.live).as("events delivered live").isGreaterThan(histories);
            assertThat(totals.lost).as("events announced as lost").isGreaterThan(histories / 100);
        }
    }

    private static final class Totals {
        private long live;
        private long replayed;
        private long shared;
        private long demotions;
        private long outrun;
        private long delivered;
        private long lost;
        private long connects;

        void add(History history) {
            live += history.stats.deliveries();
            replayed += history.stats.replayed();
            shared += history.stats.shared.sum();
            demotions += history.stats.demotions();
            outrun += history.stats.outrun();
            for (ModelClient client : history.clients) {
                delivered += client.delivered;
                lost += client.lost;
                connects += client.connects;
            }
        }

        @Override
        public String toString() {
            return "%d connects, %d events delivered (%d live, %d replayed), %d portions shared, %d announced as lost, %d demotions, %d outrun"
                    .formatted(connects, delivered, live, replayed, shared, lost, demotions, outrun);
        }
    }

    private static final class History {
        private final Random random;
        private final ModelLog log;
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private final List<ModelClient> clients = new ArrayList<>();
        private final ShardStats stats = new ShardStats();
        private final Shard shard;
        private long clock;

        History(long seed) {
            random = new Random(seed);
            log = new ModelLog(random);
            AtomicReference<Shard> attached = new AtomicReference<>();
            // So little at once that everything is interrupted somewhere.
            Pace pace = new Pace(
                    1_000_000, 1 + random.nextInt(2), 500 + random.nextInt(3_000), 500 + random.nextInt(3_000));
            Shard.attach(log, tasks::add, UnpooledByteBufAllocator.DEFAULT, this::now, stats, pace)
                    .thenAccept(attached::set);
            tasks.remove().run();
            shard = attached.get();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                String name = ModelCluster.NAMES.get(random.nextInt(ModelCluster.NAMES.size()));
                clients.add(new ModelClient(log.cluster, new ChannelName(name), random));
            }
        }

        /** Slices of a millisecond end after a few looks at this clock. */
        private long now() {
            clock += random.nextInt(400_000);
            return clock;
        }

        History run() {
            for (int i = 30 + random.nextInt(60); i > 0; i--) {
                step();
            }
            comeToRest();
            shard.detach();
            return this;
        }

        private void step() {
            ModelClient client = clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3 -> log.append(1 + random.nextInt(4));
                case 4, 5, 6 -> {
                    if (!client.isConnected()) {
                        client.connect(shard);
                    } else if (random.nextInt(3) == 0) {
                        client.disconnect();
                    }
                }
                case 7, 8 -> client.drain(random.nextInt(1_500));
                case 9, 10 -> log.catchUp().step();
                case 11 -> {
                    if (random.nextInt(6) == 0) {
                        log.retain();
                    }
                }
                case 12 -> {
                    if (random.nextInt(12) == 0) {
                        log.recreate();
                    } else if (random.nextInt(4) == 0) {
                        log.grow();
                    }
                }
                case 13 -> shard.tick();
                case 14 -> {
                    // Some who were live together come back together.
                    if (client.isAway() && clients.size() < 4 && random.nextInt(3) == 0) {
                        List<ModelClient> crowd = List.of(client, client.twin(), client.twin(), client.twin());
                        clients.addAll(crowd.subList(1, crowd.size()));
                        if (random.nextBoolean()) {
                            crowd.forEach(one -> one.connect(shard));
                        }
                    }
                }
                default -> runTask();
            }
        }

        private boolean runTask() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            return task != null;
        }

        /** Everybody is connected, the network takes everything, and nothing new comes: then all must get all. */
        private void comeToRest() {
            for (ModelClient client : clients) {
                if (!client.isConnected()) {
                    client.connect(shard);
                }
            }
            for (int i = 0; i < 5_000; i++) {
                boolean worked = runTask();
                worked |= log.catchUp().step();
                clients.forEach(client -> client.drain(Long.MAX_VALUE));
                if (!worked && tasks.isEmpty()) {
                    break;
                }
            }
            for (ModelClient client : clients) {
                if (!client.isThrough()) {
                    fail("a client waits for something that never comes: " + client);
                }
            }
        }
    }
}
