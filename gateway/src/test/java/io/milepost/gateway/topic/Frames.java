package io.milepost.gateway.topic;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What a client is told until it is live, or has had its last event: the numbers of its events, and the gaps by name. */
final class Frames {
    final List<String> said = new ArrayList<>();
    String cursor = "";

    /** Comes back with a cursor, or {@code earliest}, and takes everything until it is live. */
    static Frames since(TestClient client, String channel, String since) {
        client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"since\":\"" + since + "\"}");
        return take(client::next, "live");
    }

    /** Takes frames until one says this. */
    static Frames take(Callable<JsonNode> source, String last) {
        Frames frames = new Frames();
        do {
            frames.add(next(source));
        } while (!frames.said.get(frames.said.size() - 1).equals(last));
        return frames;
    }

    static List<String> numbers(int from, int to) {
        List<String> numbers = new ArrayList<>();
        for (int n = from; n < to; n++) {
            numbers.add(Integer.toString(n));
        }
        return numbers;
    }

    private static JsonNode next(Callable<JsonNode> source) {
        try {
            return source.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void add(JsonNode frame) {
        String type = frame.get("type").asText();
        if (frame.has("cursor")) {
            cursor = frame.get("cursor").asText();
        }
        said.add(
                switch (type) {
                    case "gap" -> "gap " + frame.get("reason").asText();
                    case "subscribed" -> "recovered " + frame.get("recovered").asBoolean();
                    case "live" -> "live";
                    default -> frame.at("/data/n").asText();
                });
    }
}
