package io.milepost.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request as the server saw it. */
record Request(String method, String path, Map<String, String> query, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One event on one channel. */
    record Told(String channel, String name, String data) {
        /** The data as a client parses it: once. */
        JsonNode parsed() {
            return parse(data.getBytes(UTF_8));
        }
    }

    static Request of(String line, byte[] body) {
        String[] words = line.split(" ", -1);
        String[] target = words[1].split("\\?", 2);
        Map<String, String> query = new TreeMap<>();
        for (String pair : target.length == 1 ? new String[0] : target[1].split("&")) {
            String[] sides = pair.split("=", 2);
            query.put(URLDecoder.decode(sides[0], UTF_8), URLDecoder.decode(sides[1], UTF_8));
        }
        return new Request(words[0], URLDecoder.decode(target[0], UTF_8), query, body);
    }

    JsonNode json() {
        return parse(body);
    }

    /** What it tells, in its order. */
    List<Told> told() {
        List<Told> told = new ArrayList<>();
        JsonNode json = json();
        if (path.endsWith("/batch_events")) {
            json.get("batch").forEach(event -> told.add(told(event.get("channel"), event)));
        } else {
            json.get("channels").forEach(channel -> told.add(told(channel, json)));
        }
        return told;
    }

    private static Told told(JsonNode channel, JsonNode event) {
        if (!event.get("data").isTextual()) {
            throw new AssertionError("data is no string");
        }
        return new Told(
                channel.asText(), event.get("name").asText(), event.get("data").asText());
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
