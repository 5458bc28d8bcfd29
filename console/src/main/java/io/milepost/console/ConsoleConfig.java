package io.milepost.console;

import io.milepost.console.web.Access;
import io.milepost.fanout.deadletter.DeadLetterTopics;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the console is told.
 *
 * @param node what the node is called
 * @param version of this build
 * @param access who may see and change what
 * @param socketPort where the gateway takes sockets, if that is another port than the console's
 * @param kafka settings for Kafka's clients; {@code bootstrap.servers} at least
 * @param deadLetters where fan-outs put aside what they cannot deliver
 * @param trails the topics on which fan-outs write what they did
 * @param fanouts those that are configured, wherever they run
 */
public record ConsoleConfig(
        String node,
        String version,
        Access access,
        OptionalInt socketPort,
        Map<String, Object> kafka,
        DeadLetterTopics deadLetters,
        Set<String> trails,
        List<Known> fanouts) {
    /**
     * A fan-out that there is.
     *
     * @param group its consumer group
     */
    public record Known(String name, String group) {}

    /** Copies. */
    public ConsoleConfig {
        kafka = Map.copyOf(kafka);
        trails = Set.copyOf(trails);
        fanouts = List.copyOf(fanouts);
    }

    /** Without Kafka's settings, which may hold passwords. */
    @Override
    public String toString() {
        return "ConsoleConfig[" + node + ", " + access + "]";
    }
}
