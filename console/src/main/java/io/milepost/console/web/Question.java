package io.milepost.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.gateway.http.Guest.Asked;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is asked of the API.
 *
 * @param method in upper case
 * @param rest the path behind {@code /console/api/}, decoded
 * @param query by name; of a name that stands there twice, the last
 * @param headers by name in lower case
 */
public record Question(
        String method, String rest, Map<String, String> query, Map<String, List<String>> headers, byte[] body) {
    /** What a list has if nothing is said. */
    public static final int USUAL_LIMIT = 50;

    private static final int MOST = 500;

    /** Reads a request below some path. */
    public static Question of(Asked asked, String below) {
        Map<String, String> query = new HashMap<>();
        for (String pair : asked.query().split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return new Question(
                asked.method(), asked.path().substring(below.length()), query, asked.headers(), asked.body());
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refused.field("query", "percent signs stand before two hex digits");
        }
    }

    /** The path's parts between slashes. */
    public List<String> parts() {
        return List.of(rest.split("/", -1));
    }

    /** A parameter, unless it is missing or empty. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(text -> !text.isEmpty());
    }

    /**
     * How many of a list are wanted.
     *
     * @throws Refused if it is no number from 1 to 500
     */
    public int limit() {
        String text = query.getOrDefault("limit", Integer.toString(USUAL_LIMIT));
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw Refused.field("limit", "a number from 1 to " + MOST + " is expected");
    }

    /**
     * The body, which must be an object.
     *
     * @throws Refused if it is none
     */
    public JsonNode object() {
        try {
            JsonNode tree = Json.of(ByteBuffer.wrap(body)).tree();
            if (tree.isObject()) {
                return tree;
            }
        } catch (InvalidJsonException e) {
            throw Refused.field("body", String.valueOf(e.getMessage()));
        }
        throw Refused.field("body", "an object is expected");
    }
}
