package io.milepost.email.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger's records: the key is the request's, the value the entry. */
final class EntryJson {
    private static final Logger log = LoggerFactory.getLogger(EntryJson.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private EntryJson() {}

    static ProducerRecord<byte[], byte[]> write(TopicPartition to, String key, Entry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("phase", entry.phase().name());
        json.put("at", entry.at());
        json.put("rule", entry.rule());
        json.put("category", entry.category());
        json.put("recipient", entry.recipientId());
        String userId = entry.userId();
        if (userId != null) {
            json.put("user", userId);
        }
        if (entry.isThrottled()) {
            json.put("throttled", true);
        }
        return new ProducerRecord<>(
                to.topic(), to.partition(), key.getBytes(UTF_8), json.toString().getBytes(UTF_8));
    }

    /** Null for what is no entry, which nobody but the ledger should have written there. */
    static @Nullable Entry read(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode json = MAPPER.readTree(record.value());
            JsonNode user = json.get("user");
            return new Entry(
                    Phase.valueOf(json.required("phase").asText()),
                    json.required("at").asLong(),
                    json.required("rule").asText().intern(),
                    json.required("category").asText().intern(),
                    json.required("recipient").asText(),
                    user == null ? null : user.asText(),
                    json.path("throttled").asBoolean());
        } catch (IOException | IllegalArgumentException e) {
            log.error("{}-{}@{} is no entry of a ledger", record.topic(), record.partition(), record.offset());
            return null;
        }
    }
}
