package io.milepost.fanout.deadletter;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record of the retry topic says. */
public final class Redrive {
    private Redrive() {}

    /** Whether a record of the retry topic is for this sink. */
    public static boolean isFor(ConsumerRecord<?, ?> record, String sink) {
        return sink.equals(DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.SINK));
    }
}
