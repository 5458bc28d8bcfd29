package io.milepost.fanout.contract;

import io.milepost.event.Json;
import io.milepost.producer.Published;
import java.util.concurrent.CompletableFuture;

/**
 * An event that a test has written.
 *
 * @param stream the name of its stream
 * @param key its record's key
 * @param id its own
 * @param data its data
 * @param published where Kafka has it, when it has it
 */
public record Written(String stream, String key, String id, Json data, CompletableFuture<Published> published) {
    /** The lane that its order is kept in. */
    public String lane() {
        return stream + '/' + key;
    }

    /** Whether far sides are to refuse it. */
    public boolean isPoison() {
        return id.startsWith("poison");
    }
}
