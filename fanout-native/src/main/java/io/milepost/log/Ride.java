package io.milepost.log;

import io.milepost.log.index.Key;
import org.jspecify.annotations.Nullable;

/** One reader in one partition. Confined to the elevator's thread. */
final class Ride {
    private final KafkaReading reading;
    private final int index;
    private final LogPartition partition;
    private final String name;
    private final Key key;
    private @Nullable Party party;
    private int next;

    /**
     * A ride that has not begun.
     *
     * @param index the partition's place in the reader's gathering
     * @param name the channel name under which the partition keeps the reader's events
     * @param key the same events' record key
     */
    Ride(KafkaReading reading, int index, LogPartition partition, String name, Key key) {
        this.reading = reading;
        this.index = index;
        this.partition = partition;
        this.name = name;
        this.key = key;
    }

    LogPartition partition() {
        return partition;
    }

    String name() {
        return name;
    }

    Key key() {
        return key;
    }

    /** Where it goes on. */
    long offset() {
        return reading.offset(index);
    }

    /** From which offset on there is nothing for it. */
    long until() {
        return reading.until(index);
    }

    /** Whether there is nothing for it from an offset on. */
    boolean isAtEnd(long offset) {
        return offset >= until();
    }

    boolean isOver() {
        return reading.isOver();
    }

    boolean hasCredit() {
        return reading.hasCredit();
    }

    /** Which of its party's records it takes next. */
    int next() {
        return next;
    }

    void board(Party joined, int from) {
        party = joined;
        next = from;
    }

    /** The party has dropped its oldest records, which this ride had taken. */
    void shift(int dropped) {
        next -= dropped;
    }

    /** Leaves its party; everything before this offset has been looked at. */
    void leave(long reached) {
        party = null;
        reading.passed(index, reached);
    }

    /** Passes over what cannot be for it. Returns over how many offsets. */
    long skip(Whereabouts whereabouts) {
        long from = offset();
        reading.passed(index, whereabouts.next(partition, key, from));
        return offset() - from;
    }

    void take(LogRecord record) {
        reading.take(index, record);
        next++;
    }

    /** Its reader has credit again. */
    void serve() {
        if (party != null) {
            party.serve(this);
        }
    }

    /** It is at the ring, or where its partition holds nothing more for it. */
    void arrive(long reached) {
        leave(reached);
        reading.arrived(this);
    }

    /** What lies before this offset cannot be had. */
    void lost(GapReason reason, long start) {
        reading.lost(index, reason, start);
    }
}
