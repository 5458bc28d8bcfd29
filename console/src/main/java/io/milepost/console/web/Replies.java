package io.milepost.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Json;
import io.milepost.gateway.http.Guest.Reply;
import java.util.LinkedHashMap;
import java.util.Map;

/** How answers look: nothing is kept by anybody, and no page but the console's own can do anything with them. */
public final class Replies {
    private Replies() {}

    /** JSON. */
    public static Reply json(int status, JsonNode body) {
        Map<String, String> headers = headers();
        headers.put("Content-Type", "application/json");
        headers.put("Cache-Control", "no-store");
        byte[] bytes = new byte[Json.of(body).size()];
        Json.of(body).utf8().get(bytes);
        return new Reply(status, headers, bytes);
    }

    /** A refusal, in the shape that every route has. */
    public static Reply refusal(Refused refused, String path) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("error")
                .put("code", refused.code())
                .put("message", refused.getMessage())
                .put("path", path);
        Reply reply = json(refused.status(), json);
        if (refused.status() == 401) {
            reply.headers().put("WWW-Authenticate", "Bearer");
        } else if (refused.status() == 503) {
            reply.headers().put("Retry-After", "1");
        }
        return reply;
    }

    /** A page that is there for people. */
    static Reply text(int status, String type, String body) {
        Map<String, String> headers = headers();
        headers.put("Content-Type", type);
        headers.put("Cache-Control", "no-cache");
        return new Reply(status, headers, body.getBytes(UTF_8));
    }

    /** What every answer says. */
    static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        return headers;
    }
}
