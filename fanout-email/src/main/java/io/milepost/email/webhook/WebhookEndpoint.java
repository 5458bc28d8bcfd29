package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.email.feedback.Feedback;
import io.milepost.fanout.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where providers tell what became of messages: {@code /email/webhooks/ses} and so on, for those that are configured. A call is
 * answered with 200 once the feedback in it is kept, so that a provider says again what was lost here. Counts
 * {@code milepost.email.webhooks} with tags {@code provider} and {@code outcome}: {@code told}, {@code nothing}, {@code refused}
 * or {@code failed}. Safe for any thread.
 */
public final class WebhookEndpoint implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookEndpoint.class);
    private static final String PATH = "/email/webhooks";
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String KEPT = "200 kept\n";

    private final Map<String, Webhook> webhooks;
    private final FeedbackSink sink;
    private final MeterRegistry meters;
    private final SeenFeedback seen = new SeenFeedback();

    /** Serves these webhooks. */
    public WebhookEndpoint(Webhooks webhooks, FeedbackSink sink, MeterRegistry meters) {
        this.webhooks = webhooks.byPath(PATH + '/');
        this.sink = sink;
        this.meters = meters;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public CompletionStage<Answer> answer(Request request) {
        Webhook webhook = webhooks.get(request.path());
        if (webhook == null) {
            return done(Answer.of(404));
        }
        if (!request.method().equals("POST")) {
            return done(new Answer(405, Map.of("Allow", "POST"), new byte[0]));
        }
        return webhook.receive(request).thenCompose(verdict -> act(webhook.provider(), verdict));
    }

    private CompletionStage<Answer> act(String provider, Verdict verdict) {
        if (verdict instanceof Verdict.Told told) {
            return keep(provider, told.feedback());
        }
        if (verdict instanceof Verdict.Refused refused) {
            count(provider, "refused");
            LOG.debug("A call by {} was refused: {}", provider, refused.why());
            return done(refusal(refused));
        }
        count(provider, "nothing");
        return done(Answer.of(200, PLAIN, KEPT));
    }

    private CompletionStage<Answer> keep(String provider, List<Feedback> told) {
        List<Feedback> fresh = seen.unseen(told);
        if (fresh.isEmpty()) {
            count(provider, "nothing");
            return done(Answer.of(200, PLAIN, KEPT));
        }
        CompletionStage<Void> kept;
        try {
            kept = sink.accept(fresh);
        } catch (RuntimeException e) {
            kept = CompletableFuture.failedFuture(e);
        }
        return kept.handle((nothing, failure) -> {
            if (failure != null) {
                count(provider, "failed");
                LOG.warn(
                        "What {} tells of {} messages could not be kept; it will tell it again",
                        provider,
                        fresh.size());
                return Answer.of(503, PLAIN, "503 could not be kept\n");
            }
            seen.kept(fresh);
            count(provider, "told");
            return Answer.of(200, PLAIN, KEPT);
        });
    }

    private static Answer refusal(Verdict.Refused refused) {
        Map<String, String> headers = refused.status() == 401
                ? Map.of("Content-Type", PLAIN, "WWW-Authenticate", "Basic realm=\"email webhooks\"")
                : Map.of("Content-Type", PLAIN);
        return new Answer(refused.status(), headers, (refused.status() + " " + refused.why() + "\n").getBytes(UTF_8));
    }

    private void count(String provider, String outcome) {
        meters.counter("milepost.email.webhooks", "provider", provider, "outcome", outcome)
                .increment();
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
