package io.milepost.email.rule;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Event;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an application over HTTP: posts the event as a CloudEvent in JSON with {@code stream} and {@code key}, signed, and gets
 * {@code {"recipients":[…]}}, or 204 for nobody. 422 says that there will never be an answer; with any other the application is
 * asked again. Any thread.
 */
final class HttpLookup implements RecipientLookup {
    private static final String ALGORITHM = "HmacSHA256";

    private static final Logger log = LoggerFactory.getLogger(HttpLookup.class);

    private final LookupConfig config;
    private final HttpClient http;

    HttpLookup(LookupConfig config) {
        this.config = config;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.timeout())
                .build();
    }

    /** An answer that is none. Asked again. */
    static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoAnswerException(String message) {
            super(message);
        }
    }

    @Override
    public CompletableFuture<List<Recipient>> find(String stream, String key, Event event) {
        ObjectNode body = EventJson.of(stream, key, event).put("specversion", "1.0");
        byte[] bytes = Json.of(body).toString().getBytes(UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(config.url())
                .timeout(config.timeout())
                .header("Content-Type", "application/cloudevents+json")
                .header("Accept", "application/json");
        if (config.secret().length > 0) {
            long now = Instant.now().getEpochSecond();
            request.header("Webhook-Timestamp", Long.toString(now)).header("Webhook-Signature", signature(now, bytes));
        }
        return http.sendAsync(
                        request.POST(BodyPublishers.ofByteArray(bytes)).build(),
                        answer -> new BoundedBody(config.mostBytes()))
                // The request's own time-out ends when the headers have come; a body may drip for ever.
                .orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(this::read);
    }

    private List<Recipient> read(HttpResponse<byte[]> answer) {
        switch (answer.statusCode()) {
            case 200 -> {
                JsonNode recipients = json(answer.body()).path("recipients");
                if (!recipients.isArray()) {
                    throw new NoAnswerException("the answer has no list called recipients");
                }
                RecipientReader read = RecipientReader.read(recipients);
                if (read.unfit() > 0 && read.recipients().isEmpty()) {
                    throw new UnfitEventException("none of the recipients the application gives has an address");
                }
                // One bad entry is no reason to leave the others without their mail.
                if (read.unfit() > 0) {
                    log.warn(
                            "{} of the recipients that {} gives have no address",
                            read.unfit(),
                            config.url().getHost());
                }
                return read.recipients();
            }
            case 204 -> {
                return List.of();
            }
            case 422 -> throw new UnfitEventException("the application answered 422");
            default -> throw new NoAnswerException("the application answered " + answer.statusCode());
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.of(ByteBuffer.wrap(body)).tree();
        } catch (InvalidJsonException e) {
            throw new NoAnswerException("the answer is " + e.getMessage());
        }
    }

    private String signature(long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(config.secret(), ALGORITHM));
            mac.update((seconds + ".").getBytes(US_ASCII));
            return "v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Nothing to let go of: connections that nobody uses end by themselves. */
    @Override
    public void close() {}
}
