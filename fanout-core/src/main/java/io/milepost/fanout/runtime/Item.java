package io.milepost.fanout.runtime;

import io.milepost.fanout.Delivery;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record that was read and is not finished. Confined to the driver. */
final class Item {
    final long offset;
    final int bytes;
    final long recorded;
    private @Nullable ConsumerRecord<byte[], ByteBuffer> record;
    private @Nullable Delivery delivery;

    /** Calls it has been in. */
    int calls;

    /** Failures that count against it. */
    int attempts;

    /** How many events the sink had delivered when this one failed last or was read. */
    long deliveredBefore;

    @Nullable
    Instant firstFailure;

    Item(ConsumerRecord<byte[], ByteBuffer> record, @Nullable Delivery delivery, long deliveredBefore) {
        this.offset = record.offset();
        this.recorded = record.timestamp();
        this.bytes = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        this.record = record;
        this.delivery = delivery;
        this.deliveredBefore = deliveredBefore;
    }

    /** What the sink is given at first; null if that is nothing, or it is finished. */
    @Nullable
    Delivery delivery() {
        return delivery;
    }

    /** What the sink is given at the next attempt. */
    Delivery next() {
        Delivery first = delivery;
        if (first == null) {
            throw new IllegalStateException("no event at " + offset);
        }
        return calls <= 1
                ? first
                : new Delivery(
                        first.stream(),
                        first.channel(),
                        first.key(),
                        first.event(),
                        first.position(),
                        first.recordedAt(),
                        calls,
                        first.redriven());
    }

    ConsumerRecord<byte[], ByteBuffer> record() {
        if (record == null) {
            throw new IllegalStateException("finished: " + offset);
        }
        return record;
    }

    boolean isFinished() {
        return record == null;
    }

    /** Keeps the offset alone. */
    void finish() {
        record = null;
        delivery = null;
    }

    /** Notes a failure; it counts if the sink has delivered others meanwhile. */
    void failed(long deliveredNow, Instant now) {
        if (firstFailure == null) {
            firstFailure = now;
        }
        if (deliveredNow > deliveredBefore) {
            attempts++;
        }
        deliveredBefore = deliveredNow;
    }
}
