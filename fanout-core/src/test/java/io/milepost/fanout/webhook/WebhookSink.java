package io.milepost.fanout.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Posts each event to one address, as a CloudEvent in JSON, signed. Any thread; holds connections alone. */
final class WebhookSink implements Sink {
    private static final CompletableFuture<Outcome> NOTHING_BEFORE =
            CompletableFuture.completedFuture(Outcome.delivered());

    private final WebhookConfig config;
    private final HttpClient http;

    WebhookSink(WebhookConfig config) {
        this.config = config;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.timeout())
                .build();
    }

    /** Lanes side by side; within a lane one after the other, and after one that was not delivered no more. */
    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        Map<String, CompletableFuture<Outcome>> lanes = new HashMap<>();
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (Delivery delivery : batch) {
            CompletableFuture<Outcome> before = lanes.getOrDefault(delivery.lane(), NOTHING_BEFORE);
            CompletableFuture<Outcome> outcome = before.thenCompose(went -> went instanceof Outcome.Delivered
                    ? post(delivery)
                    : CompletableFuture.completedFuture(Outcome.untried()));
            lanes.put(delivery.lane(), outcome);
            outcomes.add(outcome);
        }
        return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .thenApply(all -> outcomes.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Outcome> post(Delivery delivery) {
        long millis = config.timeout().toMillis();
        return http.sendAsync(request(delivery), BodyHandlers.discarding())
                // The request's own time-out ends when the headers have come; a body may drip for ever.
                .orTimeout(millis, TimeUnit.MILLISECONDS)
                .handle((response, thrown) -> thrown == null ? Answer.to(response) : Answer.to(thrown));
    }

    private HttpRequest request(Delivery delivery) {
        Event event = delivery.event();
        byte[] body = body(delivery);
        long now = Instant.now().getEpochSecond();
        return HttpRequest.newBuilder(config.url())
                .timeout(config.timeout())
                .header("Content-Type", "application/cloudevents+json")
                .header("Webhook-Id", delivery.position().toString())
                .header("Webhook-Type", event.type())
                .header("Webhook-Time", event.time())
                .header("Webhook-Timestamp", Long.toString(now))
                .header("Webhook-Signature", Signature.of(config.secret(), now, body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private static byte[] body(Delivery delivery) {
        Event event = delivery.event();
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", event.id())
                .put("source", event.source())
                .put("type", event.type())
                .put("time", event.time())
                .put("stream", delivery.stream())
                .put("channel", delivery.channel())
                .put("key", delivery.key());
        if (event.subject() != null) {
            body.put("subject", event.subject());
        }
        body.set("data", event.data().tree());
        return Json.of(body).toString().getBytes(UTF_8);
    }

    /** Nothing to let go of: connections that nobody uses end by themselves. */
    @Override
    public void close() {}
}
