package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** What {@code docs/openapi.yaml} says of each route, held against real answers. */
final class RouteContract {
    /** Where sockets are opened. */
    static final List<String> SOCKETS =
            List.of("GET /ws", "GET /api/chat/ws", "GET /api/analytics/ws", "GET /api/collaboration/ws");

    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CONSOLE = " /console/";

    private final WireDocument document = WireDocument.read("openapi.yaml");
    private final boolean console;
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /** What is said of the gateway's own routes. */
    RouteContract() {
        this(false);
    }

    private RouteContract(boolean console) {
        this.console = console;
    }

    /** What is said of the console's routes. */
    static RouteContract ofConsole() {
        return new RouteContract(true);
    }

    /** An answer; header names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + body, e);
            }
        }
    }

    /** A route's path. */
    static String path(String route) {
        return route.substring(route.indexOf(' ') + 1);
    }

    /** Every route, as {@code METHOD /path}. */
    Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        document.root()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                        routes.removeIf(route -> route.contains(CONSOLE) != console);
                    }
                }));
        return routes;
    }

    /** Answers that the document names and nobody has seen, as {@code METHOD /path status}. */
    Set<String> unseen() {
        Set<String> all = new TreeSet<>();
        for (String route : routes()) {
            responses(route).fieldNames().forEachRemaining(status -> all.add(route + " " + status));
        }
        all.removeAll(seen);
        return all;
    }

    /** A request's body, meant to be right. */
    void asked(String route, JsonNode body) {
        JsonNode schema = operation(route).at("/requestBody/content/application~1json/schema");
        assertThat(document.faults(schema, body)).as("%s %s", route, body).isEmpty();
    }

    /** What a schema that the document names has against a value. */
    List<String> faults(String schema, JsonNode value) {
        return document.faults(
                document.root().path("components").path("schemas").path(schema), value);
    }

    /** An answer came. */
    void answered(String route, Answer answer) {
        String what = route + " " + answer.status();
        JsonNode response = document.resolve(responses(route).path(Integer.toString(answer.status())));
        assertThat(response.isMissingNode())
                .as("%s is not documented: %s", what, answer)
                .isFalse();
        response.path("headers").properties().forEach(header -> {
            JsonNode rule = document.resolve(header.getValue());
            assertThat(document.faults(rule.path("schema"), TextNode.valueOf(answer.header(header.getKey()))))
                    .as("%s: %s", what, header.getKey())
                    .isEmpty();
        });
        JsonNode content = response.path("content");
        if (!content.isMissingNode()) {
            String media = answer.header("content-type").split(";", 2)[0];
            assertThat(content.has(media)).as("%s: %s", what, answer).isTrue();
            JsonNode body = media.equals("application/json") ? answer.json() : TextNode.valueOf(answer.body());
            assertThat(document.faults(content.path(media).path("schema"), body))
                    .as("%s: %s", what, answer.body())
                    .isEmpty();
        }
        seen.add(what);
    }

    private JsonNode responses(String route) {
        return operation(route).path("responses");
    }

    private JsonNode operation(String route) {
        String[] parts = route.split(" ", 2);
        JsonNode operation = document.root().path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
        assertThat(operation.isMissingNode()).as("%s is not documented", route).isFalse();
        return operation;
    }
}
