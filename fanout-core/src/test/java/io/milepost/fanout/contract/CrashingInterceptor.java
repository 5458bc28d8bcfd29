package io.milepost.fanout.contract;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Stops Kafka's consumer for ever after a poll or a commit, when the crash point lies there. Made by Kafka, for its producers
 * too, as they get the same settings; of those it lets everything pass.
 */
public final class CrashingInterceptor
        implements ConsumerInterceptor<Object, Object>, ProducerInterceptor<Object, Object> {
    /** The setting of the consumer that holds the crash point. */
    static final String POINT = "milepost.crash.point";

    private CrashPoint point;

    @Override
    public void configure(Map<String, ?> settings) {
        point = (CrashPoint) settings.get(POINT);
    }

    @Override
    public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
        if (!records.isEmpty()) {
            point.stopAt(Step.POLLED);
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Before, a group commits where it begins.
        if (point.hasTold()) {
            point.stopAt(Step.COMMITTED);
        }
    }

    @Override
    public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
        return record;
    }

    @Override
    public void close() {}
}
