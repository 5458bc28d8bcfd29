package io.milepost.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.presence.Presence.Snapshot;
import io.milepost.gateway.protocol.Member;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Some nodes, a log that they write to and read, each at its own pace, and a clock that only moves when it is told to. What a node
 * says goes through the bytes that real nodes exchange.
 */
final class ModelCluster {
    /** How long a statement waits for a broker that is away. */
    private static final long PATIENCE_MS = 5_000;

    /** A bound that is not reached. */
    static final int ALL = 1_000;

    private final Random random;
    private final PresenceConfig config;
    private final List<Written> log = new ArrayList<>();
    final List<ModelNode> nodes = new ArrayList<>();
    private long time = 1_000_000;
    private int started;
    boolean away;
    /** Whether the log goes on, but a statement may get lost on its way there. */
    boolean holes;

    private record Written(String node, byte[] statement, long at) {}

    /** When it is now, as the log would say. */
    long time() {
        return time;
    }

    /** What one hears who reads the log from some time on. */
    void read(long since, Chronicle reader) {
        log.stream()
                .filter(written -> written.at() >= since)
                .forEach(written -> reader.hear(written.node(), StatementJson.read(written.statement()), written.at()));
    }

    ModelCluster(Random random, PresenceConfig config) {
        this.random = random;
        this.config = config;
    }

    ModelNode start() {
        ModelNode node = new ModelNode("node-" + started++);
        nodes.add(node);
        return node;
    }

    /** Time passes, and everybody does what they do, in small steps. */
    void pass(long ms) {
        for (long until = time + ms; time < until; ) {
            time += 20 + random.nextInt(150);
            for (ModelNode node : List.copyOf(nodes)) {
                node.turn();
            }
        }
    }

    /** Who is on a channel by connections to nodes that are there. */
    Set<String> truth(ChannelName channel, boolean seen) {
        Set<String> users = new TreeSet<>();
        for (ModelNode node : nodes) {
            node.sockets.stream()
                    .filter(socket -> socket.channel().equals(channel) && (socket.seen() || !seen))
                    .forEach(socket -> users.add(socket.user()));
        }
        return users;
    }

    int subscribers(ChannelName channel) {
        return (int) nodes.stream()
                .flatMap(node -> node.sockets.stream())
                .filter(socket -> socket.channel().equals(channel))
                .count();
    }

    record Socket(ChannelName channel, String user, boolean seen) {}

    /** One node, and what its clients were told. */
    final class ModelNode {
        private final String name;
        private final Attendance attendance = new Attendance(config.named());
        private final Cluster cluster;
        private final Herald herald;
        private final long skew = random.nextLong(1L << 40);
        private final Queue<byte[]> underWay = new ArrayDeque<>();
        private long handed;
        private int read;
        final List<Socket> sockets = new ArrayList<>();
        /** By channel, who is online as far as clients here were told. */
        final TreeMap<String, Set<String>> told = new TreeMap<>();

        final List<Move> offline = new ArrayList<>();
        boolean deaf;
        boolean mute;

        ModelNode(String name) {
            this.name = name;
            this.cluster = new Cluster(name, config);
            this.herald = new Herald(attendance, config);
        }

        long now() {
            return skew + TimeUnit.MILLISECONDS.toNanos(time);
        }

        void join(ChannelName channel, String user, boolean seen) {
            sockets.add(new Socket(channel, user, seen));
            tell(cluster.here(attendance.join(channel, member(user), seen), now()));
        }

        void leave(Socket socket, boolean lost) {
            assertThat(sockets.remove(socket)).isTrue();
            tell(cluster.here(attendance.leave(socket.channel(), socket.user(), socket.seen(), lost), now()));
        }

        /** Ends without a word. */
        void kill() {
            nodes.remove(this);
        }

        /** Ends in order. */
        void close() {
            nodes.remove(this);
            underWay.forEach(this::write);
            write(StatementJson.write(herald.bye()));
        }

        Snapshot of(ChannelName channel) {
            return cluster.roster().of(channel);
        }

        private void turn() {
            tell(cluster.due(now()));
            if (underWay.isEmpty()) {
                herald.speak(now(), cluster.isHeard()).forEach(said -> underWay.add(StatementJson.write(said)));
                handed = time;
            } else if (time - handed > PATIENCE_MS) {
                underWay.clear();
            }
            if (!away && !mute && random.nextInt(10) > 0) {
                underWay.forEach(this::write);
                underWay.clear();
            }
            if (!deaf && random.nextInt(3) > 0) {
                hear();
            }
        }

        private void write(byte[] statement) {
            if (!holes || random.nextInt(5) > 0) {
                log.add(new Written(name, statement, time));
            }
        }

        private void hear() {
            for (int most = 1 + random.nextInt(200); read < log.size() && most > 0; most--) {
                Written next = log.get(read++);
                tell(cluster.hear(next.node(), StatementJson.read(next.statement()), next.at(), now()));
            }
        }

        private void tell(List<Move> moves) {
            for (Move move : moves) {
                assertThat(move.member()).isEqualTo(member(move.member().id()));
                if (!move.online()) {
                    offline.add(move);
                }
                if (config.named() < ALL) {
                    continue; // Some come and go without a word.
                }
                Set<String> online = told.computeIfAbsent(move.channel().value(), channel -> new HashSet<>());
                if (move.online()) {
                    assertThat(online.add(move.member().id()))
                            .as("%s hears twice that %s has come", name, move)
                            .isTrue();
                } else {
                    assertThat(online.remove(move.member().id()))
                            .as("%s hears that %s has gone, who was not there", name, move)
                            .isTrue();
                }
            }
        }
    }

    static Member member(String user) {
        return new Member(user, "name of " + user, user.length() % 2 == 0 ? "https://pictures/" + user : null);
    }
}
