package io.milepost.bench;

import io.milepost.event.Json;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.PublisherConfig;

/** Events of the stream {@code activity}, as domain services write them. */
final class StreamFeed implements Feed {
    private final EventPublisher publisher;

    StreamFeed(PublisherConfig config) {
        publisher = new EventPublisher(config);
    }

    @Override
    public void publish(String key, String data) {
        publisher.publish(Publication.of("activity", key, "bench", Json.of(data)));
    }

    @Override
    public void close() {
        publisher.close();
    }
}
