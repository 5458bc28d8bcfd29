package io.milepost.log;

import io.milepost.channel.StreamSpec.Delivery;
import io.milepost.event.Decoded.Intact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The newest event of each type and subject, for every channel, of the streams of which only the newest counts. Bounded in
 * number and heap: what was renewed longest ago is forgotten first. One thread writes; any may read.
 */
public final class LatestEvents {
    private static final int MOST = 100_000;
    private static final long HEAVIEST = 64L << 20;

    private final int most;
    private final long heaviest;
    private final Map<String, Map<Kind, LogRecord>> byName = new ConcurrentHashMap<>();
    /** The order of renewal; the writer's alone. */
    private final Map<Slot, LogRecord> renewed = new LinkedHashMap<>();
    /** What those weigh together; the writer's alone. */
    private long weight;

    /** None yet. */
    public LatestEvents() {
        this(MOST, HEAVIEST);
    }

    /**
     * The same within other bounds.
     *
     * @param heaviest bytes of heap
     */
    LatestEvents(int most, long heaviest) {
        this.most = most;
        this.heaviest = heaviest;
    }

    /** What a newer event of takes the place of an older. */
    private record Kind(
            String stream, String type, @Nullable String subject) {}

    private record Slot(String name, Kind kind) {}

    /** Takes note of a record, if its stream is such a one. Writer only. */
    void take(String name, LogRecord record) {
        Kind kind = kind(record);
        if (kind == null) {
            return;
        }
        byName.computeIfAbsent(name, n -> new ConcurrentHashMap<>(2)).put(kind, record);
        Slot slot = new Slot(name, kind);
        LogRecord older = renewed.remove(slot);
        renewed.put(slot, record);
        weight += record.weight() - (older == null ? 0 : older.weight());
        while (renewed.size() > most || (weight > heaviest && renewed.size() > 1)) {
            forget(renewed.keySet().iterator().next());
        }
    }

    private void forget(Slot slot) {
        LogRecord forgotten = renewed.remove(slot);
        weight -= forgotten == null ? 0 : forgotten.weight();
        byName.computeIfPresent(slot.name(), (name, kinds) -> {
            kinds.remove(slot.kind());
            return kinds.isEmpty() ? null : kinds;
        });
    }

    /**
     * Forgets what lies in other partitions, since their topics have been made anew, what lay where the log was cut, and what the
     * routes take no longer. Writer only.
     */
    void retain(Collection<LogPartition> partitions) {
        Map<TopicPartition, LogPartition> now = new HashMap<>();
        partitions.forEach(partition -> now.put(partition.topicPartition(), partition));
        for (Map.Entry<Slot, LogRecord> one : List.copyOf(renewed.entrySet())) {
            LogRecord record = one.getValue();
            LogPartition home = now.get(record.partition().topicPartition());
            if (home == record.partition()) {
                continue;
            }
            if (home != null
                    && home.topicHash() == record.partition().topicHash()
                    && record.offset() < home.cutAt()
                    && home.takes(one.getKey().name(), record)) {
                move(one.getKey(), record.in(home));
            } else {
                forget(one.getKey());
            }
        }
    }

    /** Adds what was found of these partitions, where nothing newer is known. Writer only. */
    void add(LatestEvents found, Collection<LogPartition> partitions) {
        found.renewed.forEach((slot, record) -> {
            LogRecord known = renewed.get(slot);
            if (partitions.contains(record.partition()) && (known == null || known.offset() < record.offset())) {
                take(slot.name(), record);
            }
        });
    }

    /** It lies in what is another partition for readers now. */
    private void move(Slot slot, LogRecord moved) {
        renewed.replace(slot, moved);
        byName.computeIfPresent(slot.name(), (name, kinds) -> {
            kinds.replace(slot.kind(), moved);
            return kinds;
        });
    }

    /** What counts in a channel, oldest first by offset. */
    public List<LogRecord> of(Gathering gathering) {
        List<LogRecord> found = new ArrayList<>();
        for (String name : gathering.names()) {
            for (LogRecord record : byName.getOrDefault(name, Map.of()).values()) {
                if (gathering.isOf(name, record)) {
                    found.add(record);
                }
            }
        }
        found.sort(Comparator.comparingLong(LogRecord::offset));
        return found;
    }

    /** Whether a newer event of its kind is known, so that this one counts no longer. */
    public boolean isSuperseded(Gathering gathering, LogRecord record) {
        Kind kind = kind(record);
        if (kind == null) {
            return false;
        }
        for (String name : gathering.names()) {
            LogRecord newest = byName.getOrDefault(name, Map.of()).get(kind);
            if (newest != null
                    && newest.partition() == record.partition()
                    && newest.offset() > record.offset()
                    && gathering.holds(name, record)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Kind kind(LogRecord record) {
        return record.partition().stream().delivery() == Delivery.LATEST
                        && !record.isStray()
                        && record.decoded() instanceof Intact intact
                ? new Kind(
                        record.partition().stream().name(),
                        intact.event().type(),
                        intact.event().subject())
                : null;
    }
}
