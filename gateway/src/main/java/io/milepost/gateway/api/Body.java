package io.milepost.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.milepost.gateway.http.HttpError;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What requests bring and what they take home: JSON. */
final class Body {
    private static final ObjectReader JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Body() {}

    /** The request's JSON object or list; null if it is none, which has been said. */
    static @Nullable JsonNode json(RoutingContext context) {
        // Not as a text, for which Vert.x would look into the content type, and stumble if it is malformed.
        Buffer body = context.body().buffer();
        try {
            JsonNode json = body == null ? null : JSON.readTree(body.toString(StandardCharsets.UTF_8));
            if (json != null && json.isContainerNode()) {
                return json;
            }
        } catch (JsonProcessingException | NumberFormatException e) {
            // Said below; the parser's own words may repeat what was sent. The latter is an exponent beyond an int.
        }
        HttpError.send(context, 400, "invalid_message", "a JSON object is expected in the body");
        return null;
    }

    static void answer(RoutingContext context, JsonObject answer) {
        if (!context.response().ended() && !context.response().closed()) {
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(answer.encode());
        }
    }
}
