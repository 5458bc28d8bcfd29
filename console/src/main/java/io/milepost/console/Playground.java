package io.milepost.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.console.web.Question;
import io.milepost.console.web.Refused;
import io.milepost.gateway.auth.TokenMint;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tokens by which an operator tries the gateway as anybody: good for an hour, for every channel that is not reserved. */
final class Playground {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int LONGEST_NAME = 100;
    private static final List<String> CHANNELS = List.of("*", "private-*", "presence-*");

    private final Optional<TokenMint> mint;
    private final OptionalInt socketPort;

    Playground(Optional<TokenMint> mint, OptionalInt socketPort) {
        this.mint = mint;
        this.socketPort = socketPort;
    }

    CompletionStage<ObjectNode> session(Question question, String host) {
        JsonNode user = question.object().path("user");
        if (!user.isTextual() || user.textValue().isBlank() || user.textValue().length() > LONGEST_NAME) {
            throw Refused.field("user", "1 to " + LONGEST_NAME + " characters are expected");
        }
        TokenMint made = mint.orElseThrow(() -> new Refused(
                403,
                "forbidden",
                "the node has public keys alone; a token needs auth.secret, by which it could sign one"));
        Instant end = Instant.now().plus(LIFE).truncatedTo(ChronoUnit.SECONDS);
        String id = UUID.randomUUID().toString();
        String name = user.textValue();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put(
                "token",
                made.mint(
                        Map.of("sub", name, "name", name, "jti", id, "channels", CHANNELS, "publish", CHANNELS), LIFE));
        json.put("expiresAt", end.toString());
        json.put("url", socketPort.isEmpty() ? "/ws" : "ws://" + host + ":" + socketPort.getAsInt() + "/ws");
        return CompletableFuture.completedStage(json);
    }
}
