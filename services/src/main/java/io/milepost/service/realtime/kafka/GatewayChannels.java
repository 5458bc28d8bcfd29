package io.milepost.service.realtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.channel.ChannelName;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.service.realtime.ChannelInfo;
import io.milepost.service.realtime.ChannelUsers;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a gateway node knows of channels, asked over HTTP. Any thread. */
final class GatewayChannels {
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration ANSWERING = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECTING)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final URI gateway;
    private final Function<ChannelName, String> tokens;

    /**
     * Asks this gateway.
     *
     * @param tokens what to show, for each channel
     */
    GatewayChannels(URI gateway, Function<ChannelName, String> tokens) {
        this.gateway = gateway;
        this.tokens = tokens;
    }

    /** {@code GET /api/channels/{c}}. */
    CompletableFuture<ChannelInfo> info(ChannelName channel) {
        return ask(channel, "")
                .thenApply(answer -> new ChannelInfo(
                        channel.value(),
                        answer.path("occupied").booleanValue(),
                        OptionalLong.of(count(answer, "subscribers")),
                        OptionalLong.of(count(answer, "members"))));
    }

    /** {@code GET /api/channels/{c}/members}. */
    CompletableFuture<ChannelUsers> users(ChannelName channel) {
        return ask(channel, "/members").thenApply(answer -> {
            List<Member> users = new ArrayList<>();
            for (JsonNode member : answer.path("members")) {
                JsonNode id = member.path("id");
                if (!id.isTextual()) {
                    throw garbled("members");
                }
                JsonNode info = member.path("info");
                users.add(new Member(
                        id.textValue(),
                        info.path("name").textValue(),
                        info.path("avatar").textValue()));
            }
            return new ChannelUsers(count(answer, "count"), users);
        });
    }

    private CompletableFuture<JsonNode> ask(ChannelName channel, String below) {
        URI address = URI.create(gateway + "/api/channels/" + URLEncoder.encode(channel.value(), UTF_8) + below);
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(address)
                    .header("Authorization", "Bearer " + tokens.apply(channel))
                    .timeout(ANSWERING)
                    .build();
        } catch (IllegalArgumentException e) {
            // A header may not hold everything that a variable may; the message would quote it.
            return CompletableFuture.failedFuture(
                    new RealtimeException(Code.CONFIGURATION, "MILEPOST_TOKEN: cannot stand in a header"));
        }
        return http.sendAsync(request, BodyHandlers.ofByteArray())
                // The request's own timeout ends with the headers.
                .orTimeout(ANSWERING.toMillis() + CONNECTING.toMillis(), TimeUnit.MILLISECONDS)
                .handle(GatewayChannels::read);
    }

    private static JsonNode read(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        if (response == null) {
            Throwable why =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            throw new RealtimeException(Code.UNAVAILABLE, "the gateway did not answer", why);
        }
        if (response.statusCode() != 200) {
            throw refusal(response);
        }
        try {
            return Json.of(ByteBuffer.wrap(response.body())).tree();
        } catch (InvalidJsonException e) {
            throw garbled("body");
        }
    }

    private static RealtimeException refusal(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String message = "the gateway answered " + status;
        return switch (status) {
            case 400 -> new RealtimeException(Code.INVALID_CHANNEL, message);
            case 401 ->
                new RealtimeException(Code.UNAUTHORIZED, message + ": it does not know the token or the secret");
            case 403 -> new RealtimeException(Code.FORBIDDEN, message + ": the token does not reach the channel");
            case 429 -> RealtimeException.rateLimited(message, retryAfter(response), null);
            default ->
                status >= 500
                        ? new RealtimeException(Code.UNAVAILABLE, message)
                        : new RealtimeException(Code.CONFIGURATION, message + ": is MILEPOST_URL a gateway?");
        };
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        return Duration.ofSeconds(seconds.matches("[0-9]{1,6}") ? Long.parseLong(seconds) : 1);
    }

    private static long count(JsonNode answer, String field) {
        JsonNode count = answer.path(field);
        if (!count.canConvertToLong() || !count.isIntegralNumber()) {
            throw garbled(field);
        }
        return count.longValue();
    }

    private static RealtimeException garbled(String field) {
        return new RealtimeException(
                Code.CONFIGURATION, field + ": not what a gateway answers; is MILEPOST_URL a gateway?");
    }
}
