package io.milepost.fanout.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Keeps the numbers of events until it may let them go. */
final class Holder implements Transformer {
    final AtomicInteger taken = new AtomicInteger();
    final AtomicInteger looked = new AtomicInteger();
    volatile boolean released;

    private final String out;
    private final Map<TopicPartition, Deque<Delivery>> held = new HashMap<>();

    Holder(String out) {
        this.out = out;
    }

    @Override
    public Failure take(Delivery delivery, Consumer<ProducerRecord<byte[], byte[]>> records) {
        TopicPartition partition = new TopicPartition(
                delivery.position().topic(), delivery.position().partition());
        held.computeIfAbsent(partition, first -> new ArrayDeque<>()).add(delivery);
        taken.incrementAndGet();
        return null;
    }

    @Override
    public void due(TopicPartition partition, Instant upTo, Consumer<ProducerRecord<byte[], byte[]>> records) {
        looked.incrementAndGet();
        Deque<Delivery> of = held.get(partition);
        while (released && of != null && !of.isEmpty()) {
            Delivery delivery = of.remove();
            records.accept(new ProducerRecord<>(
                    out, delivery.key().getBytes(UTF_8), delivery.event().id().getBytes(UTF_8)));
        }
    }

    @Override
    public OptionalLong needs(TopicPartition partition) {
        Deque<Delivery> of = held.get(partition);
        return of == null || of.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(of.getFirst().position().offset());
    }

    @Override
    public void forget(TopicPartition partition) {
        held.remove(partition);
    }

    @Override
    public void close() {}
}
