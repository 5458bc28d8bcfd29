package io.milepost.gateway.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one token says, as texts.
 *
 * @param userId whose it is, from {@code sub} or {@code userId}
 * @param raw all of it
 */
record TokenClaims(String userId, JsonObject raw) {
    /** What it says under this name that is a text, a number or a truth value; of a list, all that is. */
    List<String> texts(String name) {
        if (name.equals("userId")) {
            return List.of(userId);
        }
        Object claim = raw.getValue(name);
        Stream<?> values = claim instanceof JsonArray list ? list.stream() : Stream.ofNullable(claim);
        return values.map(TokenClaims::text).filter(Objects::nonNull).toList();
    }

    boolean has(String name) {
        return raw.getValue(name) != null;
    }

    static @Nullable String text(@Nullable Object claim) {
        return claim instanceof String || claim instanceof Number || claim instanceof Boolean ? claim.toString() : null;
    }
}
