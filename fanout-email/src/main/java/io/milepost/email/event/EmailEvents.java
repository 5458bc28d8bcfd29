package io.milepost.email.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.ledger.Entry;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.request.EmailRequestJson;
import io.milepost.email.request.RequestKey;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.event.Json;
import io.milepost.event.Rfc3339;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What became of mail, as events: keyed by what the application calls the recipient, or else by the recipient's id. They hold
 * no address and nothing of the mail.
 */
public final class EmailEvents {
    /** The provider has it. */
    public static final String SENT = "email-sent";
    /** The recipient's server has it. */
    public static final String DELIVERED = "email-delivered";
    /** It came back. */
    public static final String BOUNCED = "email-bounced";
    /** Its recipient calls it spam. */
    public static final String COMPLAINED = "email-complained";
    /** Its recipient wants no more of this kind. */
    public static final String UNSUBSCRIBED = "email-unsubscribed";
    /** It was not sent and will not be; {@code reason} says why. */
    public static final String SKIPPED = "email-skipped";
    /** It may have been sent, and will not be sent again. */
    public static final String UNKNOWN = "email-unknown";
    /** The provider will not take it; it is among the dead letters. */
    public static final String REJECTED = "email-rejected";

    private final String topic;

    /** Those on a topic. */
    public EmailEvents(String topic) {
        this.topic = topic;
    }

    /** What became of a request. */
    public ProducerRecord<byte[], byte[]> of(String type, EmailRequest request, @Nullable String reason) {
        return write(
                type,
                request.key(),
                request.rule(),
                request.category().name(),
                request.recipientId(),
                request.userId(),
                reason);
    }

    /** What was told later of a request that the ledger knows. */
    public ProducerRecord<byte[], byte[]> of(String type, String requestKey, Entry entry, @Nullable String reason) {
        return write(type, requestKey, entry.rule(), entry.category(), entry.recipientId(), entry.userId(), reason);
    }

    /** What was told of a recipient, of no request that is known. */
    public ProducerRecord<byte[], byte[]> of(String type, String recipientId, @Nullable String reason) {
        return write(type, null, null, null, recipientId, null, reason);
    }

    /** An event that made no mail by a rule, before any recipient was known. */
    public ProducerRecord<byte[], byte[]> skipped(String rule, String category, String about, String reason) {
        return write(SKIPPED, RequestKey.of(rule, about), rule, category, RequestKey.of(about), null, reason);
    }

    private ProducerRecord<byte[], byte[]> write(
            String type,
            @Nullable String requestKey,
            @Nullable String rule,
            @Nullable String category,
            String recipientId,
            @Nullable String userId,
            @Nullable String reason) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        put(data, "request", requestKey);
        put(data, "rule", rule);
        put(data, "category", category);
        put(data, "recipient", recipientId);
        put(data, "userId", userId);
        put(data, "reason", reason);
        String now = Rfc3339.now();
        String id = RequestKey.of(type, String.valueOf(requestKey), recipientId, String.valueOf(reason), now);
        Event event = new Event(id, EmailRequestJson.SOURCE, type, now, requestKey, Json.of(data));
        return EventWriter.write(event, topic, userId == null ? recipientId : userId);
    }

    private static void put(ObjectNode data, String field, @Nullable String value) {
        if (value != null) {
            data.put(field, value);
        }
    }
}
