package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Endpoint;
import io.milepost.fanout.FanoutSettings;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SendGrid's signed Event Webhook: ECDSA over a time and the body. Settings: {@code publicKey}, as SendGrid's page of the webhook
 * shows it, and {@code maxAge}, how far the time may be from ours; a day, since SendGrid tries for that long. Any thread.
 */
final class SendGridWebhook implements Webhook {
    static final String SIGNATURE = "x-twilio-email-event-webhook-signature";
    static final String TIMESTAMP = "x-twilio-email-event-webhook-timestamp";

    private static final Duration MAX_AGE = Duration.ofDays(1);
    private static final Duration LEAST_AGE = Duration.ofMinutes(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");
    private static final int MOST_SIGNATURE = 512;

    private final @Nullable PublicKey key;
    private final Duration maxAge;
    private final InstantSource clock;

    SendGridWebhook(@Nullable PublicKey key, Duration maxAge, InstantSource clock) {
        this.key = key;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    static SendGridWebhook read(FanoutSettings settings, InstantSource clock) {
        String text = settings.required("publicKey", "the verification key of the signed event webhook");
        PublicKey key = text.isBlank() ? null : key(text);
        if (key == null && !text.isBlank()) {
            settings.fault("publicKey", "is no public key for ECDSA in Base64");
        }
        return new SendGridWebhook(key, settings.duration("maxAge", MAX_AGE, LEAST_AGE), clock);
    }

    private static @Nullable PublicKey key(String text) {
        try {
            byte[] der = Base64.getDecoder().decode(text.strip());
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String provider() {
        return "sendgrid";
    }

    @Override
    public CompletionStage<Verdict> receive(Endpoint.Request request) {
        return Refusals.caught(() -> {
            String time = request.header(TIMESTAMP)
                    .filter(text -> SECONDS.matcher(text).matches())
                    .orElseThrow(() -> new RefusedException(401, "the time of the signature is missing"));
            if (!signed(request, time)) {
                throw new RefusedException(403, "the signature does not match");
            }
            Refusals.checkAge(Instant.ofEpochSecond(Long.parseLong(time)), clock.instant(), maxAge);
            return CompletableFuture.completedFuture(Verdict.of(SendGridEvents.read(Fields.array(request.body()))));
        });
    }

    private boolean signed(Endpoint.Request request, String time) {
        String said = request.header(SIGNATURE)
                .filter(text -> text.length() <= MOST_SIGNATURE)
                .orElseThrow(() -> new RefusedException(401, "the signature is missing"));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(key);
            signature.update(time.getBytes(UTF_8));
            signature.update(request.body());
            return signature.verify(Base64.getDecoder().decode(said));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
