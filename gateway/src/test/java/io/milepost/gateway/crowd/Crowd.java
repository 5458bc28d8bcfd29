package io.milepost.gateway.crowd;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.gateway.TestNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Many readers, in groups, in a process of their own: so neither their sockets nor their heap count as the gateway's. The
 * readers of a group share its channels out among them.
 */
final class Crowd implements AutoCloseable {
    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;

    Crowd() throws IOException {
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CrowdProcess.class.getName(),
                        TestNode.token("crowd", List.of("*")))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = new PrintStream(process.getOutputStream(), true, US_ASCII);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
    }

    /** Makes so many readers of so many channels. */
    void join(String group, int readers, int channels) {
        ask("join " + group + " " + readers + " " + channels);
    }

    /** All readers of a group connect at once, and go on from where they were. */
    void come(String group, TestNode node) {
        ask("come " + group + " " + node.gateway().port());
    }

    void stall(String group) {
        ask("stall " + group);
    }

    void wake(String group) {
        ask("wake " + group);
    }

    /** All connections of a group end at once. */
    void drop(String group) {
        ask("drop " + group);
    }

    /** Milliseconds within which 99 of 100 events came since the last call. */
    double p99(String group) {
        Map<String, Long> latency = ask("latency " + group);
        assertThat(latency.get("count")).isPositive();
        return latency.get("p99") / 1e3;
    }

    /** How many readers are live. */
    long live(String group) {
        return sum(group).get("live");
    }

    /** How many events its readers have heard. */
    long heard(String group) {
        return sum(group).get("heard");
    }

    /** What has been counted, by name. */
    Map<String, Long> sum(String group) {
        return ask("sum " + group);
    }

    /** Nobody has missed anything, or heard it twice over one connection. */
    void assertExact(String group) {
        assertThat(sum(group))
                .containsEntry("missing", 0L)
                .containsEntry("doubled", 0L)
                .containsEntry("gaps", 0L)
                .containsEntry("lost", 0L)
                .containsEntry("errors", 0L);
    }

    private synchronized Map<String, Long> ask(String order) {
        orders.println(order);
        try {
            String answer = answers.readLine();
            assertThat(answer).as("what the crowd answered to %s", order).isNotNull();
            Map<String, Long> counts = new HashMap<>();
            for (String count : answer.substring(1, answer.length() - 1).split(", ", 0)) {
                int equals = count.indexOf('=');
                if (equals > 0) {
                    counts.put(count.substring(0, equals), Long.parseLong(count.substring(equals + 1)));
                }
            }
            return counts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
