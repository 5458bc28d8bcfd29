package io.milepost.email.webhook;

import io.milepost.fanout.Endpoint;
import io.milepost.fanout.FanoutSettings;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Resend's webhooks, signed as Svix does. Settings: {@code secret} or {@code secretFile}, which begins with {@code whsec_}. Any
 * thread.
 */
final class ResendWebhook implements Webhook {
    private final SvixSignature signature;

    ResendWebhook(SvixSignature signature) {
        this.signature = signature;
    }

    static ResendWebhook read(FanoutSettings settings, InstantSource clock) {
        String secret = settings.secret("secret", "the signing secret that the webhook's page shows, or secretFile");
        if (!secret.isEmpty() && SvixSignature.key(secret).length == 0) {
            settings.fault("secret", "is not whsec_ with a secret in Base64 behind it");
        }
        return new ResendWebhook(new SvixSignature(SvixSignature.key(secret), clock));
    }

    @Override
    public String provider() {
        return "resend";
    }

    @Override
    public CompletionStage<Verdict> receive(Endpoint.Request request) {
        return Refusals.caught(() -> {
            String id = signature.check(request);
            return CompletableFuture.completedFuture(Verdict.of(ResendEvents.read(id, Fields.object(request.body()))));
        });
    }
}
