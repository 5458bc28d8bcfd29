package io.milepost.bench.load;

import io.milepost.event.Json;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.PublisherConfig;
import java.util.concurrent.CompletionStage;

/** Events of the stream {@code activity}, as domain services write them. */
public final class StreamFeed implements Feed {
    private final EventPublisher publisher;

    public StreamFeed(PublisherConfig config) {
        publisher = new EventPublisher(config);
    }

    @Override
    public CompletionStage<?> publish(String key, String data) {
        return publisher.publish(Publication.of("activity", key, "bench", Json.of(data)));
    }

    @Override
    public void close() {
        publisher.close();
    }
}
