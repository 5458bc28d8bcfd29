package io.milepost.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What {@code /metrics} says at one moment. */
public final class Scrape {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Map<String, Double> series = new HashMap<>();
    private final Map<String, String> types = new TreeMap<>();
    private final Map<String, TreeSet<String>> tags = new TreeMap<>();

    private Scrape(String text) {
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                types.put(words[2], words[3]);
            } else if (!line.startsWith("#") && !line.isBlank()) {
                int value = line.lastIndexOf(' ');
                series.put(line.substring(0, value), Double.valueOf(line.substring(value + 1)));
                int brace = line.indexOf('{');
                if (brace > 0) {
                    for (String tag :
                            line.substring(brace + 1, line.indexOf('}')).split(",", -1)) {
                        tags.computeIfAbsent(line.substring(0, brace), name -> new TreeSet<>())
                                .add(tag.substring(0, tag.indexOf('=')));
                    }
                }
            }
        }
    }

    /** Asks an address without a path. */
    public static Scrape of(String http) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(http + "/metrics")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return new Scrape(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A series, such as {@code milepost_gaps_total{reason="retention"}}. */
    public double value(String name) {
        assertThat(series).containsKey(name);
        return series.get(name);
    }

    /** All series of a metric together, or one series; 0 if there is none yet. */
    public double sum(String name) {
        return series.entrySet().stream()
                .filter(one -> one.getKey().equals(name) || one.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Of each metric its type, and the names of its tags. */
    public Map<String, String> kinds() {
        Map<String, String> kinds = new TreeMap<>();
        types.forEach((name, type) ->
                kinds.put(name, (type + " " + String.join(" ", tags.getOrDefault(name, new TreeSet<>()))).trim()));
        return kinds;
    }
}
