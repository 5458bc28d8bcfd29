package io.milepost.pusher.webhook;

import io.milepost.event.Event;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts facts to one address, as many as there are in one body. Whatever the far side answers but 2xx, it is asked again. Any
 * thread.
 */
final class WebhookSink implements Sink {
    /** Bytes of facts in a body, but for one that has more alone. */
    private static final int MOST_BYTES = 1 << 20;

    private final WebhookSettings settings;
    private final HttpClient http;
    private final ToldFacts told = new ToldFacts();

    WebhookSink(WebhookSettings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout())
                .build();
    }

    /** What of a batch goes, and what is clear without a call: null stands for what waits for the next. */
    private static final class Sorted {
        private final @Nullable Outcome[] outcomes;
        private final List<Integer> going = new ArrayList<>();
        private final List<Event> facts = new ArrayList<>();

        Sorted(int size) {
            outcomes = new Outcome[size];
        }
    }

    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        Sorted sorted = sort(batch);
        if (sorted.facts.isEmpty()) {
            return CompletableFuture.completedFuture(outcomes(sorted));
        }
        return post(WebhookBody.of(sorted.facts)).thenApply(outcome -> {
            settle(batch, sorted, outcome);
            return outcomes(sorted);
        });
    }

    private Sorted sort(List<Delivery> batch) {
        Sorted sorted = new Sorted(batch.size());
        Set<String> here = new HashSet<>();
        int bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            Event fact = batch.get(i).event();
            if (!isFact(fact)) {
                sorted.outcomes[i] = new Outcome.Rejected(
                        Failure.of("no-fact", "an object with name and channel is expected as the event's data"));
            } else if (!settings.wants(fact.type())) {
                sorted.outcomes[i] = Outcome.delivered("not wanted");
            } else if (isTold(batch.get(i))) {
                sorted.outcomes[i] = Outcome.delivered("told before");
            } else if (here.add(fact.id())) {
                bytes += fact.data().size();
                if (bytes > MOST_BYTES && !sorted.facts.isEmpty()) {
                    return sorted;
                }
                sorted.going.add(i);
                sorted.facts.add(fact);
            } else {
                return sorted;
            }
        }
        return sorted;
    }

    private static boolean isFact(Event event) {
        return event.data().tree().path("name").isTextual()
                && event.data().tree().path("channel").isTextual();
    }

    /** What a person sends again is told again. */
    private boolean isTold(Delivery delivery) {
        return !delivery.redriven() && told.contains(delivery.event().id());
    }

    private void settle(List<Delivery> batch, Sorted sorted, Outcome outcome) {
        boolean delivered = outcome instanceof Outcome.Delivered;
        Set<String> lanes = new HashSet<>();
        for (int i : sorted.going) {
            Delivery delivery = batch.get(i);
            boolean first = lanes.add(delivery.lane());
            sorted.outcomes[i] = delivered || first ? outcome : Outcome.untried();
            if (delivered) {
                told.add(delivery.event().id());
            }
        }
    }

    private static List<Outcome> outcomes(Sorted sorted) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Outcome outcome : sorted.outcomes) {
            outcomes.add(outcome == null ? Outcome.untried() : outcome);
        }
        return outcomes;
    }

    private CompletableFuture<Outcome> post(byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(settings.url())
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("X-Pusher-Key", settings.key())
                .header("X-Pusher-Signature", WebhookBody.signature(settings.secret(), body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        CompletableFuture<HttpResponse<Void>> sent = http.sendAsync(request, BodyHandlers.discarding());
        // The request's own time-out ends when the headers have come; a body may drip for ever.
        return sent.thenApply(HttpResponse::statusCode)
                .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((status, failure) -> {
                    sent.cancel(true);
                    return status == null ? lost(failure) : outcome(status);
                });
    }

    private static Outcome outcome(int status) {
        return status >= 200 && status < 300
                ? Outcome.delivered(Integer.toString(status))
                : Outcome.retry(Failure.of("http-" + status, "the webhook was answered with " + status));
    }

    /** An exception's own message may hold the address. */
    private static Outcome lost(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean late = cause instanceof TimeoutException || cause instanceof HttpTimeoutException;
        return Outcome.retry(
                late
                        ? Failure.of("timeout", "the webhook was not answered in time")
                        : Failure.of(
                                "no-connection",
                                "the webhook could not be posted: "
                                        + (cause == null
                                                ? "no answer"
                                                : cause.getClass().getSimpleName())));
    }

    /** Nothing to let go of: connections that nobody uses end by themselves. */
    @Override
    public void close() {}
}
