package io.milepost.bench.spring;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/** Reads the topic. */
@Component
class Records {
    private final Followers followers;

    Records(Followers followers) {
        this.followers = followers;
    }

    @KafkaListener(topics = "${bench.topic}")
    void read(ConsumerRecord<String, String> record) {
        followers.send(record.key(), record.value());
    }
}
