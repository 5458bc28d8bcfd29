package io.milepost.launcher.browser;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.FreePort;
import io.milepost.channel.Streams;
import io.milepost.launcher.NodeUnderTest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real browser loses the server while events go on, and misses nothing. */
class BrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CUT_SECONDS = 5;
    private static final int MORE = 20;
    private static final List<String> BOTH = List.of("sse", "ws");

    private Path binary;

    /** Before each, because what is skipped before all is not counted as skipped. */
    @BeforeEach
    void find() {
        binary = Browser.find();
    }

    /** The page has no line of code for its EventSource to come back, and a few for its socket. */
    @Test
    void eventSourceAndSocketGoOnWhereTheyWere() {
        try (NodeUnderTest node = NodeUnderTest.start(Map.of());
                Line line = Line.to(port(node));
                Page page = Page.serve();
                Steps steps = Steps.of(node, "otters");
                Browser browser = Browser.show(binary, bothOn(page, line.port()))) {
            awaitBoth(page);
            assertThat(line.cut()).as("connections").isGreaterThanOrEqualTo(2);
            mendInTime(line, () -> assertThat(BOTH).as("away").allMatch(by -> newest(page, by) < steps.taken()));
            assertUnbroken(page, steps.stopAfter(MORE));
            assertThat(browser.isAlive()).isTrue();
        }
    }

    /** A position of several channels is one of all of them; each goes on from its own. */
    @Test
    void oneEventSourceOfTwoChannelsGoesOnInBoth() {
        List<String> channels = List.of("team-hares", "team-tortoises");
        try (NodeUnderTest node = NodeUnderTest.start(Map.of());
                Line line = Line.to(port(node));
                Page page = Page.serve();
                Steps steps = Steps.of(node, "hares", "tortoises");
                Browser browser = Browser.show(binary, page.at(Map.of("sse", sse(line.port(), channels))))) {
            await("both are heard")
                    .atMost(PATIENCE)
                    .until(() -> channels.stream()
                            .noneMatch(channel -> numbers(page, channel).isEmpty()));
            assertThat(line.cut()).as("connections").isPositive();
            mendInTime(line, () -> assertThat(newest(page, "sse")).as("away").isLessThan(steps.taken()));
            int last = steps.stopAfter(MORE);
            for (String channel : channels) {
                await(channel)
                        .atMost(PATIENCE)
                        .until(() -> numbers(page, channel).contains(last));
                assertEachTo(last, numbers(page, channel));
            }
            assertThat(page.heard("sse")).noneMatch(BrowserIT::isTrouble);
            assertThat(browser.isAlive()).isTrue();
        }
    }

    /** The node that goes turns away who is back too early, and so does the one that comes and still reads the log. */
    @Test
    void aNodeIsRestartedUnderThem() {
        Map<String, String> same = topics();
        int port = FreePort.find();
        Map<String, String> there = new HashMap<>(same);
        there.put("port", Integer.toString(port));
        NodeUnderTest node = NodeUnderTest.start(there);
        try (NodeUnderTest elsewhere = NodeUnderTest.start(same);
                Page page = Page.serve();
                Steps steps = Steps.of(elsewhere, "otters");
                Browser browser = Browser.show(binary, bothOn(page, port))) {
            awaitBoth(page);
            node.close();
            try (NodeUnderTest restarted = NodeUnderTest.start(there)) {
                assertThat(port(restarted)).isEqualTo(port);
                assertUnbroken(page, steps.stopAfter(MORE));
                assertThat(browser.isAlive()).isTrue();
            }
        }
    }

    /** Topics that nobody else uses but several nodes do. */
    private static Map<String, String> topics() {
        String suffix = "-" + UUID.randomUUID();
        return Streams.DEFAULTS.all().stream()
                .collect(Collectors.toMap(
                        stream -> "streams." + stream.name() + ".topic", stream -> stream.name() + suffix));
    }

    private static int port(NodeUnderTest node) {
        return URI.create(node.at("http")).getPort();
    }

    private static String token() {
        return NodeUnderTest.token(Map.of("sub", "ada", "channels", List.of("team-*")));
    }

    private static String sse(int port, List<String> channels) {
        return "http://127.0.0.1:" + port + "/sse?channel=" + String.join("&channel=", channels) + "&token=" + token();
    }

    private static String bothOn(Page page, int port) {
        return page.at(Map.of(
                "sse",
                sse(port, List.of("team-otters")),
                "ws",
                "ws://127.0.0.1:" + port + "/ws?token=" + token(),
                "channel",
                "team-otters"));
    }

    private static void awaitBoth(Page page) {
        await("both hear").atMost(PATIENCE).until(() -> BOTH.stream().allMatch(by -> newest(page, by) > 0));
    }

    /** Mends it after a while. What is to be true while it is cut is asked before that. */
    private static void mendInTime(Line line, Runnable whileCut) {
        CompletableFuture.runAsync(whileCut, CompletableFuture.delayedExecutor(CUT_SECONDS, SECONDS))
                .thenRun(line::mend)
                .join();
    }

    /** Each client of the page has, or will soon have, every number from its first to the last: in order and once. */
    private static void assertUnbroken(Page page, int last) {
        for (String by : BOTH) {
            await(by).atMost(PATIENCE).until(() -> newest(page, by) == last);
            assertEachTo(last, numbers(page.heard(by)));
            assertThat(page.heard(by)).as(by).noneMatch(BrowserIT::isTrouble);
        }
    }

    private static void assertEachTo(int last, List<Integer> numbers) {
        assertThat(numbers)
                .isEqualTo(IntStream.rangeClosed(numbers.get(0), last).boxed().toList());
    }

    private static int newest(Page page, String by) {
        return numbers(page.heard(by)).stream().reduce(0, Math::max);
    }

    private static List<Integer> numbers(List<JsonNode> frames) {
        return frames.stream()
                .filter(frame -> frame.path("type").asText().equals("step"))
                .map(step -> step.path("data").path("number").asInt())
                .toList();
    }

    /** What the EventSource has of a channel; what comes twice counts once. */
    private static List<Integer> numbers(Page page, String channel) {
        Set<String> ids = new HashSet<>();
        return numbers(page.heard("sse").stream()
                .filter(frame -> frame.path("channel").asText().equals(channel))
                .filter(frame -> !frame.has("id") || ids.add(frame.path("id").asText()))
                .toList());
    }

    private static boolean isTrouble(JsonNode frame) {
        return Set.of("gap", "error").contains(frame.path("type").asText());
    }
}
