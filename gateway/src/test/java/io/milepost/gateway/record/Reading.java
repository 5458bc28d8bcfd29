package io.milepost.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.gateway.SseClient;
import io.milepost.gateway.TestClient;
import io.milepost.gateway.TestNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A channel read from a cursor on, by a client of its own. What comes is told as the number in an event's data, or as
 * {@code gap} and the reason.
 */
record Reading(TestNode node, String channel, String cursor) {
    /** Events and gaps that a page has at most: few, so that it takes many pages. */
    private static final int LIMIT = 7;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** By replay, until it is live. */
    List<String> bySocket() {
        List<String> told = new ArrayList<>();
        try (TestClient client = node.connect("ada")) {
            client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"since\":\"" + cursor + "\"}");
            assertThat(client.expect("subscribed").get("recovered").asBoolean()).isTrue();
            for (JsonNode frame = client.next(); !isLive(frame); frame = client.next()) {
                told.add(told(frame));
            }
        }
        return told;
    }

    /** The same over server-sent events. */
    List<String> byEventStream() throws InterruptedException {
        List<String> told = new ArrayList<>();
        String address = node.http() + "/sse?channel=" + channel + "&token=" + token();
        try (SseClient client = new SseClient(address, cursor)) {
            for (JsonNode frame = client.next(); !isLive(frame); frame = client.next()) {
                told.add(told(frame));
            }
        }
        return told;
    }

    /** By requests that wait. What one answer has is told events first. */
    List<String> byPolling() throws Exception {
        List<String> told = new ArrayList<>();
        String since = cursor;
        JsonNode page;
        do {
            page = ask("&wait=30&since=" + since);
            assertThat(page.path("recovered").asBoolean())
                    .isEqualTo(page.path("gaps").isEmpty());
            told.addAll(toldOf(page));
            since = page.path("cursor").asText();
        } while (!page.path("complete").asBoolean());
        return told;
    }

    /** By pages of the past over HTTP, turned round. */
    List<String> byPages() throws Exception {
        List<String> told = new ArrayList<>();
        JsonNode page = ask("");
        told.addAll(toldOf(page));
        while (!page.path("cursor").isNull()) {
            page = ask("&before=" + page.path("cursor").asText());
            assertThat(page.path("recovered").asBoolean())
                    .isEqualTo(page.path("gaps").isEmpty());
            told.addAll(toldOf(page));
        }
        Collections.reverse(told);
        return told;
    }

    /** The same over a socket. */
    List<String> byHistory() {
        List<String> told = new ArrayList<>();
        try (TestClient client = node.connect("ada")) {
            String asked = "{\"type\":\"history\",\"channel\":\"" + channel + "\",\"limit\":" + LIMIT;
            client.send(asked + "}");
            JsonNode page = client.expect("history");
            told.addAll(toldOf(page));
            while (!page.get("cursor").isNull()) {
                client.send(asked + ",\"before\":\"" + page.get("cursor").asText() + "\"}");
                page = client.expect("history");
                told.addAll(toldOf(page));
            }
        }
        Collections.reverse(told);
        return told;
    }

    private static boolean isLive(JsonNode frame) {
        return frame.path("type").asText().equals("live");
    }

    private static String told(JsonNode frame) {
        return frame.path("type").asText().equals("gap")
                ? "gap " + frame.path("reason").asText()
                : frame.at("/data/n").asText();
    }

    private static List<String> toldOf(JsonNode page) {
        assertThat(page.path("events").size() + page.path("gaps").size()).isLessThanOrEqualTo(LIMIT);
        List<String> told = new ArrayList<>();
        page.path("events").forEach(event -> told.add(told(event)));
        page.path("gaps").forEach(gap -> told.add("gap " + gap.asText()));
        return told;
    }

    private JsonNode ask(String how) throws Exception {
        String address = node.http() + "/api/channels/" + channel + "/events?limit=" + LIMIT + how;
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token())
                .timeout(Duration.ofSeconds(60))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static String token() {
        return TestNode.token("ada", List.of("*"));
    }
}
