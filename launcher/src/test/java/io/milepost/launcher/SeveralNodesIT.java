package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.TestKafka;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.auth.TokenMint;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three gateways as processes, clients all over them and events that flow: one node is killed, and all are restarted one after the
 * other. Whatever happens, everybody gets everything once and in order, and who is there is told right.
 */
class SeveralNodesIT {
    private static final int NODES = 3;
    private static final int CLIENTS = Integer.getInteger("clients", 300);
    /** One of so many is a member of the crew. */
    private static final int EACH_MEMBER = Math.max(1, CLIENTS / 30);

    private static final int TEAMS = 20;
    private static final int EVENT_EVERY_MS = 20;
    /** So that a node's clients return over two or three seconds, not all of which it waits for. */
    private static final int PER_SECOND = CLIENTS / 5;

    private static final Duration DRAIN = Duration.ofSeconds(2);
    /** Beyond the {@code afterMs} that a client was told: to connect and to follow its channels, on a machine that starts nodes meanwhile. */
    private static final long MOST_AWAY_MS = 20_000;

    private static final long GONE_WITHIN_MS = 15_000;
    private static final long LEASE_MS = 10_000;
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String SECRET = "a-secret-for-tests-that-is-long-enough";
    private static final List<String> ALL = List.of("*", "presence-*");

    private static NodeProcesses nodes;
    private static EventLoopGroup loops;

    private final String test = UUID.randomUUID().toString().substring(0, 8) + "-";
    private final String crew = "presence-crew-" + test;
    private final String talk = "presence-talk-" + test;
    private final List<SpineClient> clients = new ArrayList<>();
    private final List<TestClient> others = new ArrayList<>();
    private SteadyEvents events;

    @BeforeAll
    static void prepare() {
        nodes = new NodeProcesses(
                NODES,
                Map.of(
                        "auth.secret",
                        SECRET,
                        "drain",
                        DRAIN.toMillis() + "ms",
                        "drainPerSecond",
                        Integer.toString(PER_SECOND),
                        // Who is slow to come back on a slow machine is not gone.
                        "presence.grace",
                        "1m"));
        loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    }

    @AfterAll
    static void end() {
        nodes.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @BeforeEach
    void start() throws Exception {
        nodes.startAll();
        events = new SteadyEvents(nodes.settings(), test, TEAMS);
        for (int i = 0; i < CLIENTS; i++) {
            List<String> channels = new ArrayList<>(List.of(events.channel(i)));
            if (i % EACH_MEMBER == 0) {
                channels.add(crew);
            }
            String user = "client-" + i;
            clients.add(new SpineClient(user, loops, nodes::next, token(user), channels, 0).heeding());
        }
        clients.forEach(SpineClient::start);
        events.begin(EVENT_EVERY_MS);
        awaitAll();
    }

    @AfterEach
    void stop() {
        clients.forEach(SpineClient::stop);
        others.forEach(TestClient::close);
        events.close();
    }

    @Test
    void oneIsKilledAndItsClientsGoOnElsewhere() throws Exception {
        TestClient ada = talk(1, "ada");
        TestClient bob = talk(0, "bob");
        TestClient mort = talk(0, "mort");
        assertThat(ada.expect("member-online", 2))
                .extracting(frame -> frame.at("/data/id").asText())
                .containsExactly("bob", "mort");
        wave(bob);
        assertThat(ada.expect("wave").path("userId").asText()).isEqualTo("bob");
        DeviceOnTheWay phone = new DeviceOnTheWay(nodes, "phone", token(DeviceOnTheWay.USER), events.channel(0));
        DeviceOnTheWay tablet = new DeviceOnTheWay(nodes, "tablet", token(DeviceOnTheWay.USER), events.channel(0));
        phone.acknowledges(0, 5).close();
        phone.awaitKept();
        others.add(tablet.acknowledges(0, 5));
        awaitMembers();
        List<SpineClient> struck =
                clients.stream().filter(client -> client.at() == nodes.port(0)).toList();
        assertThat(struck.size()).as("of %s on that node", CLIENTS).isBetween(CLIENTS / 5, CLIENTS / 2);
        int before = events.said();

        nodes.kill(0);
        await().atMost(LONG).until(() -> struck.stream().allMatch(SpineClient::isBack));
        wave(talk(2, "bob"));
        assertThat(phone.goesOn(1)).isEqualTo(phone.acknowledged() + 1);
        assertThat(tablet.goesOn(2)).as("not kept yet, perhaps").isLessThanOrEqualTo(tablet.acknowledged() + 1);
        JsonNode gone = null;
        for (int waves = 0; gone == null || waves == 0; ) {
            JsonNode frame = ada.next();
            switch (frame.path("type").asText()) {
                case "wave" -> waves++;
                case "member-offline" -> gone = frame;
                default -> assertThat(frame).as("what ada hears").isNull();
            }
        }
        assertThat(gone.at("/data/id").asText()).as("who did not come back").isEqualTo("mort");
        assertGoneInTime("mort", Instant.parse(gone.path("timestamp").asText()));
        assertThat(mort.socket().isInputClosed()).isTrue();

        await().atMost(LONG).until(() -> events.said() > before + 10 * TEAMS);
        events.finish(clients);
        assertThat(clients)
                .flatExtracting(SpineClient::gone)
                .as("of those who came back")
                .isEmpty();
        awaitMembers();
        tell("killed");
    }

    @Test
    void allAreRestartedOneAfterTheOther() throws Exception {
        awaitMembers();
        for (int node = 0; node < NODES; node++) {
            int told = told();
            CompletableFuture<Void> ended = nodes.terminate(node);
            await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> told() > told);
            assertThat(nodes.status(node)).as("before its first client is told").isNotEqualTo("ready");
            ended.get(LONG.toSeconds(), TimeUnit.SECONDS);
            awaitAll();
            nodes.start(node);
        }
        assertThat(nodes.mostAway()).as("nodes away at once").isEqualTo(1);
        events.finish(clients);
        assertThat(clients).flatExtracting(SpineClient::gone).isEmpty();
        awaitMembers();
        tell("restarted");
        assertThat(told()).as("who were told to go").isGreaterThan(CLIENTS);
        assertThat(clients.stream().mapToLong(SpineClient::longestToldMs).max().orElseThrow())
                .as("longest afterMs")
                .isBetween(1L, TimeUnit.SECONDS.toMillis(CLIENTS / PER_SECOND));
        assertThat(longestAwayMs()).as("away beyond afterMs").isLessThan(MOST_AWAY_MS);
    }

    private static String token(String user) {
        return new TokenMint(SECRET)
                .mint(
                        Map.of("sub", user, "name", "Name of " + user, "channels", ALL, "publish", ALL),
                        Duration.ofHours(1));
    }

    private void awaitAll() {
        await().atMost(LONG).until(() -> clients.stream().allMatch(SpineClient::isBack));
    }

    private int told() {
        return clients.stream().mapToInt(SpineClient::told).sum();
    }

    private long longestAwayMs() {
        return clients.stream().mapToLong(SpineClient::longestAwayMs).max().orElseThrow();
    }

    private void tell(String what) {
        long[] away =
                clients.stream().mapToLong(SpineClient::longestAwayMs).sorted().toArray();
        System.out.printf(
                "%s: %,d clients, %,d events, %,d told to go, %,d ms at most; away beyond that %,d ms at most, half of them at most %,d ms%n",
                what,
                CLIENTS,
                events.said(),
                told(),
                clients.stream().mapToLong(SpineClient::longestToldMs).max().orElseThrow(),
                longestAwayMs(),
                away[away.length / 2]);
    }

    private TestClient connect(int node, String user, String more) {
        TestClient client =
                TestClient.connect("ws://127.0.0.1:" + nodes.port(node) + "/ws?token=" + token(user) + more);
        others.add(client);
        return client;
    }

    /** Comes to the channel where few are. */
    private TestClient talk(int node, String user) {
        TestClient client = connect(node, user, "");
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + talk + "\"}");
        client.expect("subscribed");
        return client;
    }

    private void wave(TestClient client) {
        client.send("{\"type\":\"signal\",\"channel\":\"" + talk + "\",\"event\":\"wave\",\"data\":{}}");
    }

    /** On each node that is ready the members are known: the crew, and nobody else. */
    private void awaitMembers() {
        TreeSet<String> expected = new TreeSet<>();
        IntStream.range(0, CLIENTS).filter(i -> i % EACH_MEMBER == 0).forEach(i -> expected.add("client-" + i));
        for (int node = 0; node < NODES; node++) {
            int asked = node;
            if (nodes.status(node).equals("ready")) {
                String path = "/api/channels/" + crew + "/members?token=" + token("asker");
                await().atMost(LONG)
                        .until(
                                () -> new TreeSet<>(
                                        nodes.get(asked, path).path("members").findValuesAsText("id")),
                                expected::equals);
            }
        }
    }

    /** In the log's time, by which leases run; where nobody could write to it for long, all of them begin anew. */
    private static void assertGoneInTime(String member, Instant announced) {
        String topic = nodes.setting("presence.topic");
        PresenceLog log = PresenceLog.read(TestKafka.bootstrapServers(), topic);
        long silence = log.longestSilenceMs(member, announced);
        long after = log.sinceLastWordMs(member, announced);
        System.out.printf("gone %,d ms after the last word of their node, silent for %,d ms at most%n", after, silence);
        assertThat(after).isBetween(LEASE_MS, GONE_WITHIN_MS + (silence > LEASE_MS / 3 ? LEASE_MS : 0));
    }
}
