package io.milepost.log;

import static org.awaitility.Awaitility.await;

import io.milepost.event.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Follows the ring, as a shard does. */
final class Follower {
    final KafkaEventLog log;
    final List<LogRecord> records = new ArrayList<>();
    final List<String> names = new ArrayList<>();
    final List<TopologyChange> changes = new CopyOnWriteArrayList<>();
    Topology topology;
    private long next;

    Follower(KafkaEventLog log) {
        this.log = log;
        EventLog.Attachment place = attach(log);
        topology = place.topology();
        next = place.seq();
    }

    void waitFor(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> pull() >= count);
    }

    int pull() {
        for (; next < log.ring().end(); next++) {
            RingEntry entry = log.ring().entry(next);
            if (entry instanceof Segment segment) {
                take(segment);
            } else if (entry instanceof TopologyChange change) {
                topology = change.topology();
                changes.add(change);
            }
        }
        return records.size();
    }

    private void take(Segment segment) {
        for (Batch batch : segment.batches()) {
            batch.records().forEach(record -> {
                records.add(record);
                names.add(batch.name());
            });
        }
    }

    List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (names.get(i).equals(name)) {
                values.add(((Decoded.Intact) records.get(i).decoded())
                        .event()
                        .data()
                        .toString());
            }
        }
        return values;
    }

    static EventLog.Attachment attach(KafkaEventLog log) {
        CompletableFuture<EventLog.Attachment> attached = new CompletableFuture<>();
        log.attach(Runnable::run, attached::complete);
        return attached.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
