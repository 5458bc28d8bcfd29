package io.milepost.email.ledger;

import io.milepost.email.rule.Throttle;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the ledger in memory, and what there is to write. Confined to the partition's thread: others have it only
 * within {@link LedgerPartition#run}.
 */
public final class Book {
    private final TopicPartition partition;
    private final Clock clock;
    private final long keptMillis;

    /** In the order of their last change. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** When, by {@link System#nanoTime}, the attempts were made that have not ended; those of others, when they were read. */
    private final Map<String, Long> attempts = new HashMap<>();
    /** When mail went out by rules with a throttle, for each rule and recipient. */
    private final Map<String, Deque<Long>> sent = new HashMap<>();

    private final List<Unwritten> unwritten = new ArrayList<>();

    /** A record, and who is told its offset. */
    record Unwritten(ProducerRecord<byte[], byte[]> record, LongConsumer told) {}

    Book(TopicPartition partition, Clock clock, long keptMillis) {
        this.partition = partition;
        this.clock = clock;
        this.keptMillis = keptMillis;
    }

    /** The time now. */
    public long now() {
        return clock.millis();
    }

    /** What is known of a request. */
    public Optional<Entry> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** When the attempt was made that has not ended, by {@link System#nanoTime}; when it was read, if others made it. */
    public long attemptedAt(String key) {
        return attempts.getOrDefault(key, Long.MIN_VALUE);
    }

    /** Notes what is known of a request from now on. */
    public void put(String key, Entry entry) {
        take(key, entry);
        write(EntryJson.write(partition, key, entry));
    }

    /** Has a record written with the entries: in Kafka together or not at all. */
    public void write(ProducerRecord<byte[], byte[]> record) {
        write(record, offset -> {});
    }

    /** The same; once it is in Kafka its offset is told, before the stage of the work completes. */
    public void write(ProducerRecord<byte[], byte[]> record, LongConsumer told) {
        unwritten.add(new Unwritten(record, told));
    }

    /** Whether a recipient has had as much by a rule as its throttle allows. */
    public boolean isThrottled(String rule, String recipientId, Throttle throttle) {
        Deque<Long> times = sent.get(rule + ' ' + recipientId);
        if (times == null) {
            return false;
        }
        long from = now() - throttle.per().toMillis();
        return times.stream().filter(at -> at > from).count() >= throttle.most();
    }

    /** Takes an entry as it stands in Kafka. */
    void take(String key, Entry entry) {
        Entry before = entries.remove(key);
        entries.put(key, entry);
        if (entry.phase() == Phase.ATTEMPTING) {
            attempts.put(key, System.nanoTime());
        } else {
            attempts.remove(key);
        }
        if (entry.isThrottled()) {
            count(before, entry);
        }
    }

    /** An attempt counts as soon as it is made, and no more if nothing came of it. */
    private void count(@Nullable Entry before, Entry entry) {
        Deque<Long> times = sent.computeIfAbsent(entry.rule() + ' ' + entry.recipientId(), key -> new ArrayDeque<>());
        if (before != null && counts(before)) {
            times.remove(before.at());
        }
        if (counts(entry)) {
            times.add(entry.at());
        }
    }

    private static boolean counts(Entry entry) {
        return entry.phase() == Phase.ATTEMPTING || entry.phase() == Phase.ACCEPTED || entry.phase() == Phase.UNKNOWN;
    }

    /** What has been put and written since it was last asked. */
    List<Unwritten> drain() {
        List<Unwritten> all = List.copyOf(unwritten);
        unwritten.clear();
        return all;
    }

    /** Forgets what Kafka forgets. */
    void tidy() {
        long oldest = now() - keptMillis;
        Iterator<Map.Entry<String, Entry>> all = entries.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Entry> eldest = all.next();
            if (eldest.getValue().at() >= oldest) {
                break;
            }
            attempts.remove(eldest.getKey());
            all.remove();
        }
        sent.values().forEach(times -> times.removeIf(at -> at < oldest));
        sent.values().removeIf(Deque::isEmpty);
    }

    int size() {
        return entries.size();
    }
}
