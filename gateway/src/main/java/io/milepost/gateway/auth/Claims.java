package io.milepost.gateway.auth;

import io.milepost.channel.ChannelPattern;
import io.milepost.gateway.auth.Verdict.Bad;
import io.milepost.gateway.auth.Verdict.Good;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a token says whose signature is good, and adds what it is granted. */
final class Claims {
    /** More patterns than this are not worth checking at every subscribe. */
    private static final int MAX_PATTERNS = 1_000;

    private final List<Grant> grants;

    Claims(List<Grant> grants) {
        this.grants = grants;
    }

    Verdict read(JsonObject claims) {
        if (!(claims.getValue("exp") instanceof Number exp)) {
            return new Bad(false, "the token has no exp");
        }
        String userId = text(claims.getValue("sub"));
        if (userId == null) {
            userId = text(claims.getValue("userId"));
        }
        if (userId == null || userId.isEmpty()) {
            return new Bad(false, "the token names nobody: sub or userId is missing");
        }
        List<ChannelPattern> channels = patterns(claims.getValue("channels"));
        List<ChannelPattern> publish = patterns(claims.getValue("publish"));
        if (channels == null || publish == null) {
            return new Bad(
                    false,
                    (channels == null ? "channels" : "publish") + " in the token is no list of at most " + MAX_PATTERNS
                            + " patterns");
        }
        grant(new TokenClaims(userId, claims), channels, publish);
        if (channels.size() > MAX_PATTERNS || publish.size() > MAX_PATTERNS) {
            return new Bad(false, "the token is granted more than " + MAX_PATTERNS + " patterns");
        }
        String name = text(claims.getValue("name"));
        return new Good(new Principal(
                userId,
                name == null ? userId : name,
                text(claims.getValue("avatar")),
                channels,
                publish,
                text(claims.getValue("contextId")),
                text(claims.getValue("jti")),
                Instant.ofEpochSecond(claims.getValue("iat") instanceof Number iat ? iat.longValue() : 0),
                Instant.ofEpochSecond(exp.longValue())));
    }

    private void grant(TokenClaims token, List<ChannelPattern> channels, List<ChannelPattern> publish) {
        for (Grant grant : grants) {
            if (grant.applies(token)) {
                Grant.fill(grant.channels(), token, channels, MAX_PATTERNS + 1);
                Grant.fill(grant.publish(), token, publish, MAX_PATTERNS + 1);
            }
        }
    }

    private static @Nullable String text(@Nullable Object claim) {
        return claim instanceof Boolean ? null : TokenClaims.text(claim);
    }

    private static @Nullable List<ChannelPattern> patterns(@Nullable Object claim) {
        if (claim == null) {
            return new ArrayList<>();
        }
        if (!(claim instanceof JsonArray list) || list.size() > MAX_PATTERNS) {
            return null;
        }
        List<ChannelPattern> patterns = new ArrayList<>(list.size());
        for (Object pattern : list) {
            if (!(pattern instanceof String text)) {
                return null;
            }
            patterns.add(new ChannelPattern(text));
        }
        return patterns;
    }
}
