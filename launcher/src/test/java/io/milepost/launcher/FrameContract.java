package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** What {@code docs/asyncapi.yaml} says of each channel, held against what really goes over it. */
final class FrameContract {
    private final WireDocument document = WireDocument.read("asyncapi.yaml");
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /** From whose side: the document's gateway sends, or receives. */
    private enum Way {
        SEND,
        RECEIVE
    }

    /** A frame came from the gateway over a channel of the document. */
    void heard(String channel, JsonNode frame) {
        check(channel, Way.SEND, frame);
    }

    /** A frame goes to the gateway. */
    void said(String channel, JsonNode frame) {
        check(channel, Way.RECEIVE, frame);
    }

    /** A record on a topic: its headers and its value. */
    void recorded(String channel, JsonNode headers, JsonNode value) {
        JsonNode record = messages(channel, Way.SEND).values().iterator().next();
        JsonNode trait = document.resolve(record.path("traits").path(0));
        assertThat(document.faults(trait.path("headers"), headers))
                .as("headers on %s: %s", channel, headers)
                .isEmpty();
        assertThat(document.faults(record.path("payload"), value))
                .as("value on %s: %s", channel, value)
                .isEmpty();
        messages(channel, Way.SEND).keySet().forEach(name -> see(channel, Way.SEND, name));
    }

    /** Messages that the document names for these channels and nobody has seen, as {@code channel way name}. */
    Set<String> unseen(String... channels) {
        Set<String> all = new TreeSet<>();
        for (JsonNode operation : document.root().path("operations")) {
            String channel = channel(operation);
            Way way = Way.valueOf(operation.path("action").asText().toUpperCase(Locale.ROOT));
            if (List.of(channels).contains(channel) && (way == Way.SEND || !channel.endsWith("Topic"))) {
                messages(channel, way).keySet().forEach(name -> all.add(entry(channel, way, name)));
            }
        }
        all.removeAll(seen);
        return all;
    }

    /** The codes that an {@code error} may have. */
    Set<String> errorCodes() {
        Set<String> codes = new TreeSet<>();
        document.root()
                .at("/components/schemas/Error/properties/code/enum")
                .forEach(code -> codes.add(code.textValue()));
        return codes;
    }

    private void check(String channel, Way way, JsonNode frame) {
        String type = frame.path("type").asText();
        Map<String, JsonNode> messages = messages(channel, way);
        List<String> candidates = messages.keySet().stream()
                .filter(name -> type.equals(typeOf(messages.get(name))))
                .toList();
        if (candidates.isEmpty()) {
            candidates = messages.keySet().stream()
                    .filter(name -> typeOf(messages.get(name)) == null)
                    .toList();
        }
        List<String> fitting = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (String name : candidates) {
            List<String> found = document.faults(messages.get(name).path("payload"), frame);
            if (found.isEmpty()) {
                fitting.add(name);
            }
            found.forEach(fault -> faults.add(name + ": " + fault));
        }
        assertThat(fitting)
                .as("%s on %s must be one message of the document; %s", frame, channel, faults)
                .hasSize(1);
        see(channel, way, fitting.get(0));
    }

    /** The type that is this message's alone; null if it has any other. */
    private String typeOf(JsonNode message) {
        JsonNode fixed =
                document.resolve(message.path("payload")).path("properties").path("type");
        return fixed.path("const").textValue();
    }

    private Map<String, JsonNode> messages(String channel, Way way) {
        Map<String, JsonNode> messages = new LinkedHashMap<>();
        for (JsonNode operation : document.root().path("operations")) {
            if (channel(operation).equals(channel)
                    && operation.path("action").asText().equalsIgnoreCase(way.name())) {
                for (JsonNode message : operation.path("messages")) {
                    messages.put(last(message), document.resolve(message));
                }
            }
        }
        assertThat(messages).as("messages of %s", channel).isNotEmpty();
        return messages;
    }

    private static String channel(JsonNode operation) {
        return last(operation.path("channel"));
    }

    private static String last(JsonNode reference) {
        String path = reference.path("$ref").asText();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void see(String channel, Way way, String name) {
        seen.add(entry(channel, way, name));
    }

    private static String entry(String channel, Way way, String name) {
        return channel + (way == Way.SEND ? " sends " : " receives ") + name;
    }
}
