package io.milepost.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.broker.Histories;
import io.milepost.channel.ChannelName;
import io.milepost.gateway.presence.ModelCluster.ModelNode;
import io.milepost.gateway.presence.ModelCluster.Socket;
import io.milepost.gateway.presence.Occurrence.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What is told of channels by what nodes say: some cases by hand, and many short histories of chance, of which one is run again
 * with {@code -Dseed=…}, which is printed.
 */
class ChronicleTest {
    private static final PresenceConfig CONFIG = new PresenceConfig(1_000, Duration.ZERO, Duration.ofSeconds(10));
    private static final List<ChannelName> CHANNELS = List.of(new ChannelName("a"), new ChannelName("b"));
    private static final ChannelName ROOM = CHANNELS.get(0);

    /** Keeps what it is told, and checks that it makes sense: nobody comes who is there, and nobody goes who is not. */
    private static final class Book implements Chronicle.Reader {
        private final boolean fromTheStart;
        private final List<Occurrence> told = new ArrayList<>();
        private final Map<String, Set<String>> there = new TreeMap<>();
        private Set<String> living = Set.of();

        Book(boolean fromTheStart) {
            this.fromTheStart = fromTheStart;
        }

        @Override
        public void happened(Occurrence what) {
            told.add(what);
            if (fromTheStart && what.kind() != Kind.COUNTED) {
                Set<String> here = there.computeIfAbsent(what.channel().value(), channel -> new HashSet<>());
                boolean more = what.kind() == Kind.OCCUPIED || what.kind() == Kind.CAME;
                assertThat(more ? here.add(what.userId()) : here.remove(what.userId()))
                        .as(what.toString())
                        .isTrue();
            }
        }

        @Override
        public void passed(long clock, Set<String> nodes) {
            living = nodes;
        }

        List<String> words() {
            return told.stream()
                    .map(what -> what.kind()
                            + (what.userId().isEmpty() ? "" : " " + what.userId())
                            + (what.kind() == Kind.COUNTED ? " " + what.subscribers() : ""))
                    .toList();
        }
    }

    private final Book book = new Book(false);
    private final Chronicle chronicle = new Chronicle(CONFIG, channel -> channel.equals(ROOM), book);
    private final Map<String, Long> numbers = new TreeMap<>();
    private long at = 1_000_000;

    private void say(String node, int subscribers, List<String> come, List<String> lost) {
        Line line = new Line(ROOM, subscribers, subscribers, false, seats(come), List.of(), lost);
        say(node, false, List.of(line));
    }

    private static List<Seat> seats(List<String> users) {
        return users.stream()
                .map(user -> new Seat(ModelCluster.member(user), true))
                .toList();
    }

    private void say(String node, boolean all, List<Line> lines) {
        long number = numbers.merge(node, 1L, Long::sum);
        chronicle.hear(node, new Statement(number, 10_000, all || number == 1, all || number == 1, false, lines), at);
    }

    /** Nothing happens, and all nodes say so. */
    private void pass(long ms) {
        for (long until = at + ms; at < until; ) {
            at = Math.min(until, at + 500);
            numbers.keySet().forEach(node -> say(node, false, List.of()));
        }
    }

    @Test
    void whoIsBackWithinThreeSecondsHasNotGone() {
        say("x", false, List.of());
        say("y", false, List.of());
        say("x", 1, List.of("ada"), List.of());
        pass(1_500);
        say("x", 0, List.of(), List.of("ada"));
        pass(2_500);
        say("y", 1, List.of("ada"), List.of());
        pass(10_000);
        assertThat(book.words()).containsExactly("OCCUPIED", "CAME ada", "COUNTED 1");
        say("y", 0, List.of(), List.of("ada"));
        pass(2_500);
        assertThat(book.words()).hasSize(3);
        pass(1_000);
        assertThat(book.words().subList(3, 6)).containsExactlyInAnyOrder("VACATED", "WENT ada", "COUNTED 0");
    }

    @Test
    void countsAreToldOnceASecond() {
        say("x", false, List.of());
        at = 2_000_000;
        for (int subscribers = 1; subscribers <= 9; subscribers++) {
            at += 100;
            say("x", subscribers, List.of(), List.of());
        }
        pass(1_000);
        say("x", 8, List.of(), List.of());
        say("x", 9, List.of(), List.of());
        pass(2_000);
        assertThat(book.words()).containsExactly("OCCUPIED", "COUNTED 9");
    }

    @Test
    void aLeaseThatRunsOutVacatesItsChannels() {
        say("x", false, List.of());
        say("y", false, List.of());
        say("x", 1, List.of("ada"), List.of());
        numbers.remove("x");
        pass(9_500);
        assertThat(book.living).containsExactlyInAnyOrder("x", "y");
        assertThat(book.words()).containsExactly("OCCUPIED", "CAME ada", "COUNTED 1");
        pass(4_500);
        assertThat(book.living).containsExactly("y");
        assertThat(book.words()).contains("VACATED", "WENT ada");
    }

    @Test
    void whatWasThereBeforeTheFirstThatIsHeardHasNotHappened() {
        numbers.put("x", 700L);
        say("x", 2, List.of("eve"), List.of());
        say("x", true, List.of(new Line(ROOM, 1, 1, false, seats(List.of("ada")), List.of(), List.of())));
        pass(2_000);
        assertThat(book.words()).isEmpty();
        say("x", 2, List.of("bob"), List.of());
        pass(2_000);
        say("x", 0, List.of(), List.of("ada", "bob"));
        pass(4_000);
        assertThat(book.words())
                .containsExactlyInAnyOrder("CAME bob", "COUNTED 2", "WENT ada", "WENT bob", "VACATED", "COUNTED 0");
    }

    @Test
    void allWhoReadTheSameAreToldTheSame() {
        AtomicInteger told = new AtomicInteger();
        int histories = Histories.run(100, seed -> told.addAndGet(new History(seed).run()));
        assertThat(told).as("what was told in all that").hasValueGreaterThan(10 * histories);
    }

    /** Clients and nodes come and go, and statements get lost. */
    private static final class History {
        private final Random random;
        private final ModelCluster cluster;

        History(long seed) {
            random = new Random(seed);
            cluster = new ModelCluster(random, CONFIG);
            cluster.start();
        }

        int run() {
            // Until whoever is not known is new.
            cluster.pass(130_000);
            for (int i = 0; i < 60; i++) {
                event();
                cluster.pass(random.nextInt(6) == 0 ? random.nextInt(30_000) : random.nextInt(600));
            }
            cluster.holes = false;
            // Until each has said everything twice.
            cluster.pass(150_000);
            long later = cluster.time();
            for (int i = 0; i < 40; i++) {
                event();
                cluster.holes = false;
                cluster.pass(random.nextInt(3_000));
            }
            cluster.pass(30_000);
            Book whole = read(0, true);
            for (ChannelName channel : CHANNELS) {
                Set<String> truth = new HashSet<>(cluster.truth(channel, true));
                if (cluster.subscribers(channel) > 0) {
                    truth.add("");
                }
                assertThat(whole.there.getOrDefault(channel.value(), Set.of())).isEqualTo(truth);
            }
            Book late = read(later - 120_000, false);
            assertThat(words(late, later)).isEqualTo(words(whole, later));
            assertThat(words(whole, 0)).containsAll(words(late, 0));
            return whole.told.size();
        }

        private Book read(long since, boolean fromTheStart) {
            Book book = new Book(fromTheStart);
            cluster.read(since, new Chronicle(CONFIG, channel -> true, book));
            return book;
        }

        /** But for counts, of which who comes late may think that they are new. */
        private static Set<String> words(Book book, long since) {
            return book.told.stream()
                    .filter(what -> what.kind() != Kind.COUNTED && what.at() > since)
                    .map(Occurrence::toString)
                    .collect(Collectors.toSet());
        }

        private void event() {
            ModelNode node = any(cluster.nodes);
            switch (random.nextInt(20)) {
                case 0 -> cluster.start();
                case 1 -> end(node);
                case 2 -> cluster.holes = !cluster.holes;
                case 3, 4, 5, 6, 7, 8 -> leave(node);
                default -> node.join(any(CHANNELS), "u" + random.nextInt(5), random.nextInt(5) > 0);
            }
        }

        private void end(ModelNode node) {
            if (cluster.nodes.size() > 1) {
                if (random.nextBoolean()) {
                    node.close();
                } else {
                    node.kill();
                }
            }
        }

        private void leave(ModelNode node) {
            if (!node.sockets.isEmpty()) {
                Socket leaving = any(node.sockets);
                node.leave(leaving, random.nextBoolean());
            }
        }

        private <T> T any(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }
    }
}
