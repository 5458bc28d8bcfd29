package io.milepost.email.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Endpoint;
import io.milepost.fanout.FanoutSettings;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SES publishes to a topic of SNS. Settings: {@code topics}, the ARNs that are believed, and {@code maxAge}, how far a
 * message's time may be from ours. Subscriptions of such topics are confirmed unasked. Safe for any thread.
 */
final class SesWebhook implements Webhook {
    private static final Logger LOG = LoggerFactory.getLogger(SesWebhook.class);
    private static final Duration MAX_AGE = Duration.ofHours(1);
    private static final Duration LEAST_AGE = Duration.ofMinutes(1);
    private static final Pattern TOPIC =
            Pattern.compile("arn:aws[a-z-]{0,20}:sns:[a-z0-9-]{1,40}:[0-9]{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?");

    private final Set<String> topics;
    private final Duration maxAge;
    private final InstantSource clock;
    private final SnsCalls calls;
    private final SnsCertificates certificates;

    SesWebhook(Set<String> topics, Duration maxAge, InstantSource clock, SnsCalls calls) {
        this.topics = Set.copyOf(topics);
        this.maxAge = maxAge;
        this.clock = clock;
        this.calls = calls;
        certificates = new SnsCertificates(calls);
    }

    static SesWebhook read(FanoutSettings settings, InstantSource clock) {
        Set<String> topics = new TreeSet<>(settings.list("topics"));
        if (topics.isEmpty()) {
            settings.fault("topics", "missing: the ARN of the topic that SES publishes to, several with commas");
        }
        topics.stream()
                .filter(topic -> !TOPIC.matcher(topic).matches())
                .forEach(topic -> settings.fault("topics", "\"" + topic + "\" is not the ARN of a topic of SNS"));
        return new SesWebhook(topics, settings.duration("maxAge", MAX_AGE, LEAST_AGE), clock, SnsCalls.open());
    }

    @Override
    public String provider() {
        return "ses";
    }

    @Override
    public CompletionStage<Verdict> receive(Endpoint.Request request) {
        return Refusals.caught(() -> check(request));
    }

    private CompletionStage<Verdict> check(Endpoint.Request request) {
        if (request.header("x-amz-sns-rawdelivery").isPresent()) {
            throw new RefusedException(400, "it is not signed: raw message delivery has to be off");
        }
        SnsMessage message = SnsMessage.read(request.body());
        if (!topics.contains(message.topicArn())) {
            throw new RefusedException(403, "TopicArn is none of the topics that are believed here");
        }
        Instant now = clock.instant();
        Refusals.checkAge(message.at(), now, maxAge);
        SnsSignature.algorithm(message);
        URI address = SnsAddress.certificate(message.required("SigningCertURL"))
                .orElseThrow(() -> new RefusedException(403, "SigningCertURL is no address of SNS"));
        return certificates.get(address).thenCompose(certificate -> {
            SnsCertificates.checkTime(certificate, now);
            SnsSignature.check(message, certificate);
            return read(message);
        });
    }

    private CompletionStage<Verdict> read(SnsMessage message) {
        return switch (message.type()) {
            case Notification -> CompletableFuture.completedFuture(notification(message));
            case SubscriptionConfirmation -> confirm(message);
            case UnsubscribeConfirmation -> {
                LOG.warn("Nothing more comes from {}: its subscription was ended", message.topicArn());
                yield CompletableFuture.completedFuture(new Verdict.Nothing("unsubscribed"));
            }
        };
    }

    private static Verdict notification(SnsMessage message) {
        String text = message.field("Message");
        if (text == null) {
            throw new MalformedException("Message is missing");
        }
        return SesEvents.isGreeting(text)
                ? new Verdict.Nothing("SES is ready to publish")
                : Verdict.of(SesEvents.read(message.id(), Fields.object(text.getBytes(UTF_8))));
    }

    private CompletionStage<Verdict> confirm(SnsMessage message) {
        URI address = SnsAddress.confirmation(message.required("SubscribeURL"))
                .orElseThrow(() -> new RefusedException(403, "SubscribeURL is no address of SNS"));
        return calls.get(address).thenApply(answer -> {
            LOG.info("Subscribed to {}", message.topicArn());
            return new Verdict.Nothing("subscribed");
        });
    }

    @Override
    public void close() {
        calls.close();
    }
}
