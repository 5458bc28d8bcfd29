package io.milepost.email.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * What has been tried and what came of it, for each request; partitioned as the requests are. A partition is opened when
 * something is asked of it, which makes it this instance's; another instance that opens it takes it away. Any thread.
 */
public final class Ledger implements AutoCloseable {
    private final LedgerConfig config;
    private final Map<Integer, LedgerPartition> partitions = new HashMap<>();
    private boolean closed;

    /** Opens nothing yet. */
    public Ledger(LedgerConfig config) {
        this.config = config;
    }

    /**
     * Does something with one partition's book, one after the other, and writes what came of it.
     *
     * @param partition that of the request
     * @param work must not block; an exception fails its stage alone
     * @return completes when it is in Kafka; fails with {@link LostPartitionException} if it is not, and then it has not
     *     happened unless Kafka's answer was lost
     */
    public <T> CompletionStage<T> run(int partition, Function<Book, T> work) {
        return open(partition).run(work);
    }

    private synchronized LedgerPartition open(int number) {
        LedgerPartition open = partitions.get(number);
        if (open == null || (open.isClosed() && !closed)) {
            open = new LedgerPartition(new TopicPartition(config.topic(), number), config);
            partitions.put(number, open);
        }
        return open;
    }

    /** Gives a partition back: it is another instance's, and read anew if something is asked of it after all. */
    public void leave(int number) {
        LedgerPartition left;
        synchronized (this) {
            left = partitions.remove(number);
        }
        if (left != null) {
            left.leave();
        }
    }

    /** Entries in memory. */
    public synchronized int size() {
        return partitions.values().stream()
                .filter(open -> !open.isClosed())
                .mapToInt(LedgerPartition::size)
                .sum();
    }

    @Override
    public void close() {
        List<LedgerPartition> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(partitions.values());
        }
        all.forEach(LedgerPartition::leave);
        all.forEach(LedgerPartition::close);
    }
}
