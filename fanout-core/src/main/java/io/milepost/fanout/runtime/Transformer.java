package io.milepost.fanout.runtime;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What makes records of events, in a {@link TransactionalFanout}: what it hands over is written in one transaction with the
 * place it was made of, so all of it is there once or nothing is. Called by the fan-out's one thread.
 */
public interface Transformer extends AutoCloseable {
    /**
     * Makes records of an event.
     *
     * @param out takes what is to be written
     * @return null, or why nothing can ever be made of it: then it goes to the dead letters
     * @throws RuntimeException if it cannot be done now; nothing of it is written, and it is tried again
     */
    @Nullable
    Failure take(Delivery delivery, Consumer<ProducerRecord<byte[], byte[]>> out);

    /**
     * Makes records of a partition because it is time; called about once a second for each.
     *
     * @param upTo everything that was recorded there until then has been taken; now, if there was no more
     */
    default void due(TopicPartition partition, Instant upTo, Consumer<ProducerRecord<byte[], byte[]>> out) {}

    /** The first offset of a partition of which something has yet to come; after a crash it is read from there. */
    default OptionalLong needs(TopicPartition partition) {
        return OptionalLong.empty();
    }

    /** Forgets what was made of a partition's events: it is another's now, or read again from what was committed. */
    default void forget(TopicPartition partition) {}

    @Override
    void close();
}
