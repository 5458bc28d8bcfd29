package io.milepost.email.digest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.request.EmailRequestJson;
import io.milepost.email.rule.Window;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Json;
import java.time.DateTimeException;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One event on its way into a digest.
 *
 * @param key the same for the same event, rule and recipient
 * @param request the digest's, but with the values of this event alone; its key is the same for all that belong together
 * @param window for which it is collected
 * @param most events that the digest has
 */
public record DigestItem(String key, EmailRequest request, Window window, int most) {
    /** The type of its event. */
    public static final String TYPE = "email-digest-item";

    /** The record that holds it. */
    public ProducerRecord<byte[], byte[]> record(String topic) {
        Event event = EmailRequestJson.write(request);
        ObjectNode json = (ObjectNode) event.data().tree();
        json.putObject("digest")
                .put("key", request.key())
                .put("start", window.start().toString())
                .put("end", window.end().toString())
                .put("most", most);
        Event item = new Event(key, event.source(), TYPE, event.time(), event.subject(), Json.of(json));
        return EventWriter.write(item, topic, request.recipientId());
    }

    /**
     * The item that an event holds.
     *
     * @throws IllegalArgumentException naming the field that is wrong
     */
    static DigestItem read(String recipientId, Event event) {
        JsonNode digest = event.data().tree().path("digest");
        Event request = new Event(
                digest.path("key").asText(), event.source(), TYPE, event.time(), event.subject(), event.data());
        try {
            return new DigestItem(
                    event.id(),
                    EmailRequestJson.read(recipientId, request),
                    new Window(
                            Instant.parse(digest.path("start").asText()),
                            Instant.parse(digest.path("end").asText())),
                    digest.path("most").asInt(1));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("digest: no window", e);
        }
    }
}
