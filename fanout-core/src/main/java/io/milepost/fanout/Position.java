package io.milepost.fanout;

/**
 * A place in Kafka. In writing {@code topic-partition@offset}.
 *
 * @param topic the topic
 * @param partition its partition
 * @param offset the record's offset there
 */
public record Position(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + '-' + partition + '@' + offset;
    }
}
