package io.milepost.log;

import org.jspecify.annotations.Nullable;

/** One reader in one partition. Confined to the elevator's thread. */
final class Ride {
    private final KafkaReading reading;
    private final int index;
    private final LogPartition partition;
    private final String name;
    private @Nullable Shaft aboard;

    /**
     * A ride that has not begun.
     *
     * @param index the partition's place in the reader's gathering
     * @param name the channel name under which the partition keeps the reader's events
     */
    Ride(KafkaReading reading, int index, LogPartition partition, String name) {
        this.reading = reading;
        this.index = index;
        this.partition = partition;
        this.name = name;
    }

    KafkaReading reading() {
        return reading;
    }

    int index() {
        return index;
    }

    LogPartition partition() {
        return partition;
    }

    String name() {
        return name;
    }

    long offset() {
        return reading.offset(index);
    }

    void board(Shaft shaft) {
        aboard = shaft;
    }

    /** Up to where everything has been looked at for this ride. */
    long reached() {
        return aboard == null ? offset() : aboard.position();
    }

    /** Offers the next record of this name. The reading ends here if its reader can take no more. */
    void offer(LogRecord record) {
        if (reading.isOver() || record.offset() < offset()) {
            return;
        }
        if (reading.hasCredit()) {
            reading.take(index, record);
        } else {
            reading.end();
        }
    }
}
