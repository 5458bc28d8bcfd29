package io.milepost.email.digest;

import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.request.EmailRequestJson;
import io.milepost.email.request.EmailTopics;
import io.milepost.event.EventWriter;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.runtime.Transformer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Collects digests, and makes one request of each when its window has ended and all of it has been read. Keeps its place at the first item of the oldest
 * open window, and after a restart reads from there: a digest that went out already is then asked for once more under the same
 * key, which the ledger knows.
 */
public final class Collector implements Transformer {
    private final EmailTopics topics;
    private final Duration grace;
    private final long mostBytes;
    private final MeterRegistry meters;
    private final Map<TopicPartition, Map<String, Collected>> open = new HashMap<>();
    private long bytes;

    /**
     * A collector.
     *
     * @param grace how long after its window's end a digest goes out: what was in the window may be in Kafka that much later
     * @param mostBytes of what all open digests keep; events beyond that are counted in their digests, and not shown
     */
    public Collector(EmailTopics topics, Duration grace, long mostBytes, MeterRegistry meters) {
        this.topics = topics;
        this.grace = grace;
        this.mostBytes = mostBytes;
        this.meters = meters;
    }

    @Override
    public @Nullable Failure take(Delivery delivery, Consumer<ProducerRecord<byte[], byte[]>> out) {
        DigestItem item;
        try {
            item = DigestItem.read(delivery.key(), delivery.event());
        } catch (IllegalArgumentException e) {
            return new Failure("unreadable", String.valueOf(e.getMessage()), e);
        }
        TopicPartition partition = new TopicPartition(
                delivery.position().topic(), delivery.position().partition());
        Collected digest = open.computeIfAbsent(partition, key -> new LinkedHashMap<>())
                .computeIfAbsent(
                        item.request().key(),
                        key -> new Collected(item, delivery.position().offset()));
        boolean hasRoom = bytes < mostBytes;
        if (!hasRoom) {
            meters.counter("milepost.email.digest.overflow").increment();
        }
        bytes += digest.add(item, hasRoom);
        return null;
    }

    @Override
    public void due(TopicPartition partition, Instant upTo, Consumer<ProducerRecord<byte[], byte[]>> out) {
        Iterator<Collected> all =
                open.getOrDefault(partition, Map.of()).values().iterator();
        while (all.hasNext()) {
            Collected digest = all.next();
            if (digest.isDue(upTo.minus(grace))) {
                EmailRequest request = digest.request();
                out.accept(EventWriter.write(
                        EmailRequestJson.write(request), topics.requests(false), request.recipientId()));
                bytes -= digest.bytes();
                all.remove();
            }
        }
    }

    @Override
    public OptionalLong needs(TopicPartition partition) {
        return open.getOrDefault(partition, Map.of()).values().stream()
                .mapToLong(Collected::offset)
                .min();
    }

    @Override
    public void forget(TopicPartition partition) {
        Map<String, Collected> gone = open.remove(partition);
        if (gone != null) {
            gone.values().forEach(digest -> bytes -= digest.bytes());
        }
    }

    @Override
    public void close() {}
}
