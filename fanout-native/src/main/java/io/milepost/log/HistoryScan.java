package io.milepost.log;

import io.milepost.log.History.Answer.Page;
import io.milepost.log.History.Before;
import io.milepost.log.index.Key;
import io.milepost.log.index.SkipIndex;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The making of one page: strips of the channel's partitions, read backwards in rounds and merged by record time. A record
 * is taken only when the next one of every other partition is known, so that pages cut anywhere make the same sequence.
 * Confined to the history's thread.
 */
final class HistoryScan {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);
    /** What a window costs at least, in records, for the round trip that it takes: offsets can have wide gaps. */
    private static final int LEAST_COST = 64;

    private final History.Request request;
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final SkipIndex index;
    private final LogStats stats;
    private long budget;

    HistoryScan(
            History.Request request,
            KafkaConsumer<byte[], ByteBuffer> consumer,
            SkipIndex index,
            LogStats stats,
            int budget) {
        this.request = request;
        this.consumer = consumer;
        this.index = index;
        this.stats = stats;
        this.budget = budget;
    }

    /** Reads the page. Every partition is read a little whatever the budget, so that each page gets on. */
    Page page() {
        List<Strip> strips = strips();
        List<LogRecord> records = new ArrayList<>();
        boolean complete = true;
        long weight = 0;
        read(strips, records);
        while (records.size() < request.limit() && complete) {
            List<Strip> blank = strips.stream().filter(Strip::isBlank).toList();
            Strip next = next(strips);
            if (!blank.isEmpty()) {
                complete = budget > 0;
                if (complete) {
                    read(blank, records);
                }
            } else if (next == null) {
                break;
            } else {
                LogRecord record = next.take();
                records.add(record);
                weight += record.weight();
                complete = weight < Strip.HEAVIEST || records.size() == request.limit();
            }
        }
        long[] offsets = strips.stream().mapToLong(Strip::end).toArray();
        boolean older = strips.stream().anyMatch(Strip::mayGoOn);
        return new Page(List.copyOf(records), offsets, older, complete || !older);
    }

    private static @Nullable Strip next(List<Strip> strips) {
        Strip latest = null;
        long time = Long.MIN_VALUE;
        for (Strip strip : strips) {
            LogRecord head = strip.head();
            if (head != null && (latest == null || head.recordTime() > time)) {
                latest = strip;
                time = head.recordTime();
            }
        }
        return latest;
    }

    /** Reads a window of each of these strips, all at once. */
    private void read(List<Strip> blank, List<LogRecord> records) {
        Map<TopicPartition, Strip> open = new HashMap<>();
        for (Strip strip : blank) {
            stats.skipped.add(strip.skip());
            if (strip.isBlank()) {
                strip.open(Math.max(1, budget / blank.size()), request.limit() - records.size());
                open.put(strip.topicPartition(), strip);
            }
        }
        if (open.isEmpty()) {
            return;
        }
        Set<TopicPartition> assigned = Set.copyOf(open.keySet());
        consumer.assign(assigned);
        consumer.resume(assigned);
        open.forEach((topicPartition, strip) -> consumer.seek(topicPartition, strip.from()));
        long movedAt = System.nanoTime();
        while (!open.isEmpty()) {
            ConsumerRecords<byte[], ByteBuffer> polled = consumer.poll(POLL);
            if (!polled.nextOffsets().isEmpty()) {
                movedAt = System.nanoTime();
                show(polled, open);
            } else if (System.nanoTime() - movedAt > PATIENCE.toNanos()) {
                throw new TimeoutException("nothing came of " + open.keySet());
            }
        }
    }

    private void show(ConsumerRecords<byte[], ByteBuffer> polled, Map<TopicPartition, Strip> open) {
        for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                polled.nextOffsets().entrySet()) {
            TopicPartition topicPartition = next.getKey();
            Strip strip = open.get(topicPartition);
            if (strip != null
                    && strip.show(
                            polled.records(topicPartition), next.getValue().offset())) {
                open.remove(topicPartition);
                consumer.pause(List.of(topicPartition));
                stats.histories.add(strip.scanned());
                budget -= Math.max(LEAST_COST, strip.scanned());
            }
        }
    }

    private List<Strip> strips() {
        List<LogPartition> partitions = request.gathering().partitions();
        List<TopicPartition> asked =
                partitions.stream().map(LogPartition::topicPartition).toList();
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(asked, PATIENCE);
        Map<TopicPartition, Long> ends = consumer.endOffsets(asked, PATIENCE);
        Map<TopicPartition, Long> tops = tops(asked);
        List<Strip> strips = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            TopicPartition topicPartition = asked.get(i);
            long start = starts.getOrDefault(topicPartition, 0L);
            long end = ends.getOrDefault(topicPartition, start);
            long top = Math.min(end, tops.getOrDefault(topicPartition, end));
            strips.add(new Strip(
                    partitions.get(i),
                    request.gathering().name(i),
                    Key.of(request.gathering().key(i)),
                    index,
                    start,
                    Math.max(start, top)));
        }
        return strips;
    }

    /** Where the page begins; no entry for a partition where that is the end. */
    private Map<TopicPartition, Long> tops(List<TopicPartition> asked) {
        Map<TopicPartition, Long> tops = new HashMap<>();
        if (request.before() instanceof Before.Offsets place) {
            for (int i = 0; i < asked.size(); i++) {
                tops.put(asked.get(i), place.offsets()[i]);
            }
        } else if (request.before() instanceof Before.Time time) {
            firstNotOlder(asked, time.instant()).forEach((topicPartition, found) -> {
                if (found != null) {
                    tops.put(topicPartition, found.offset());
                }
            });
        }
        return tops;
    }

    private Map<TopicPartition, @Nullable OffsetAndTimestamp> firstNotOlder(
            Collection<TopicPartition> asked, Instant instant) {
        long millis = millis(instant);
        return consumer.offsetsForTimes(
                asked.stream().collect(Collectors.toMap(topicPartition -> topicPartition, topicPartition -> millis)),
                PATIENCE);
    }

    /** The first whole millisecond that is not before this, from 1970 on: Kafka knows no others. */
    static long millis(Instant instant) {
        if (instant.isBefore(Instant.EPOCH)) {
            return 0;
        }
        if (instant.getEpochSecond() > TimeUnit.MILLISECONDS.toSeconds(Long.MAX_VALUE) - 1) {
            return Long.MAX_VALUE;
        }
        return instant.plusNanos(999_999).toEpochMilli();
    }
}
