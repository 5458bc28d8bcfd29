package io.milepost.email.recipient;

import io.milepost.broker.TestKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Recipients on a real Kafka, with all that belongs to them, on topics of their own. */
public final class Town implements AutoCloseable {
    private final Map<String, Object> kafka = Map.of("bootstrap.servers", TestKafka.bootstrapServers());
    private final String requests = TestKafka.uniqueTopic("requests");
    private final String topic = TestKafka.uniqueTopic("recipients");
    private final List<Recipients> opened = new ArrayList<>();
    private final Recipients recipients;
    private final NoticeWriter notices;
    private final Owner owner;

    /** Returns when everything runs. */
    public Town() {
        TestKafka.createTopic(requests, 1, Map.of());
        recipients = open();
        notices = new NoticeWriter(kafka, requests);
        owner = new Owner(kafka, requests, topic);
    }

    /** Recipients that are read anew, as by another instance; returns when they are ready. */
    public Recipients open() {
        Recipients fresh = new Recipients(kafka, topic, (short) -1);
        opened.add(fresh);
        fresh.ready().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        return fresh;
    }

    /** Those that were there from the start. */
    public Recipients recipients() {
        return recipients;
    }

    /** Writes to the owner. */
    public NoticeWriter notices() {
        return notices;
    }

    /** Whoever makes states of notices. */
    public Owner owner() {
        return owner;
    }

    /** Where the states are. */
    public String topic() {
        return topic;
    }

    /** Settings for Kafka's clients. */
    public Map<String, Object> kafka() {
        return kafka;
    }

    @Override
    public void close() {
        owner.close();
        notices.close();
        opened.forEach(Recipients::close);
    }
}
