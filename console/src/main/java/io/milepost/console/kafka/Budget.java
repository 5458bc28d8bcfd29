package io.milepost.console.kafka;

import java.time.Duration;

/** What a look into Kafka may still take: records and time. Confined to one thread. */
public final class Budget {
    private final long until;
    private long records;

    /** So many records, and no longer than this from now. */
    public Budget(long records, Duration time) {
        this.records = records;
        this.until = System.nanoTime() + time.toNanos();
    }

    /** Enough for what a person waits for: 50,000 records, 4 s. */
    public static Budget usual() {
        return new Budget(50_000, Duration.ofSeconds(4));
    }

    void spend(int count) {
        records -= count;
    }

    /** Whether nothing more should be read. */
    public boolean isSpent() {
        return records <= 0 || System.nanoTime() - until >= 0;
    }
}
