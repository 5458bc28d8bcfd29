package io.milepost.log;

import io.milepost.event.FetchedRecords;
import io.milepost.log.index.Key;
import io.milepost.log.index.SkipIndex;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One partition as it is read backwards for a page: window after window of offsets, each read forwards, each twice as wide
 * as the one above it. Keeps copies, since a page may live long. Confined to the history's thread.
 */
final class Strip {
    /** Heap bytes of records above which nothing more is kept for a page. */
    static final long HEAVIEST = 1L << 20;
    /** Offsets in the first window: about as many records as one poll brings. */
    private static final long FIRST = 500;

    private final LogPartition partition;
    private final String name;
    private final Key key;
    private final SkipIndex index;
    private final long start;
    private final FetchedRecords fetched = new FetchedRecords();
    private final Deque<LogRecord> found = new ArrayDeque<>();
    private long low;
    private long from;
    private long width = FIRST;
    private int most;
    private long weight;
    private boolean trimmed;
    private long scanned;

    /**
     * Takes a partition that has not been read yet.
     *
     * @param name the channel name under which the log keeps what is looked for
     * @param key the record key of the same
     * @param start the first offset there is
     * @param top before which to read
     */
    Strip(LogPartition partition, String name, Key key, SkipIndex index, long start, long top) {
        this.partition = partition;
        this.name = name;
        this.key = key;
        this.index = index;
        this.start = start;
        this.low = top;
    }

    TopicPartition topicPartition() {
        return partition.topicPartition();
    }

    /** Whether more has to be read to know what comes next. */
    boolean isBlank() {
        return found.isEmpty() && low > start;
    }

    /** Whether anything may lie before {@link #end}. */
    boolean mayGoOn() {
        return !found.isEmpty() || low > start;
    }

    /** The newest record not taken yet, if one is known. */
    @Nullable
    LogRecord head() {
        return found.peekLast();
    }

    /** Takes the newest record. */
    LogRecord take() {
        LogRecord newest = found.removeLast();
        weight -= newest.weight();
        return newest;
    }

    /** What lies here or above has been taken or is not of the channel. */
    long end() {
        LogRecord head = found.peekLast();
        return head == null ? low : head.offset() + 1;
    }

    /** Passes over what cannot hold what is looked for, where nothing is known but that. Returns over how many offsets. */
    long skip() {
        long top = low;
        if (isBlank()) {
            low = index.previous(partition.run(), key.hash(), low, start);
        }
        return top - low;
    }

    /**
     * Begins the next window.
     *
     * @param widest offsets it has at most
     * @param most records worth keeping of it, the newest
     */
    void open(long widest, int most) {
        this.most = most;
        long lowest = Math.max(start, low - Math.min(width, widest));
        from = index.runBelow(partition.run(), key.hash(), low, lowest);
        width *= 2;
        trimmed = false;
        scanned = 0;
    }

    /** Where the window begins. */
    long from() {
        return from;
    }

    /** How many records the window has held so far. */
    long scanned() {
        return scanned;
    }

    /**
     * Shows what was read of the window.
     *
     * @param next everything before this offset was read
     * @return whether that was all of it
     */
    boolean show(List<ConsumerRecord<byte[], ByteBuffer>> records, long next) {
        for (ConsumerRecord<byte[], ByteBuffer> raw : records) {
            if (raw.offset() >= low) {
                break;
            }
            scanned++;
            if (raw.key() != null && key.equals(new Key(raw.key()))) {
                LogRecord record = new LogRecord(partition, raw.offset(), fetched.take(raw), false);
                if (partition.takes(name, record)) {
                    keep(record);
                }
            }
        }
        if (next < low) {
            return false;
        }
        LogRecord oldest = found.peekFirst();
        low = trimmed && oldest != null ? oldest.offset() : from;
        return true;
    }

    private void keep(LogRecord record) {
        found.addLast(record);
        weight += record.weight();
        while (found.size() > most || (weight > HEAVIEST && found.size() > 1)) {
            weight -= found.removeFirst().weight();
            trimmed = true;
        }
    }
}
