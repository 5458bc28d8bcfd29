package io.milepost.email.ledger;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of the ledger, ours from its opening until somebody else opens it. Work is done on a thread of its own, as
 * much of it together as has come while the last was being written, and is in Kafka when its stage completes.
 */
final class LedgerPartition implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LedgerPartition.class);
    private static final int MOST_AT_ONCE = 500;
    private static final int MOST_WAITING = 10_000;
    private static final Duration TIDY = Duration.ofMinutes(1);
    /** What is under way has so long to get into Kafka; what is not there by then is not noted. */
    private static final Duration FINISHING = Duration.ofSeconds(10);

    private final TopicPartition partition;
    private final LedgerConfig config;
    private final BlockingQueue<Job<?>> jobs = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    /** Nothing more is taken. */
    private volatile boolean closing;
    /** Nothing more is done. */
    private volatile boolean closed;

    private volatile int size;

    LedgerPartition(TopicPartition partition, LedgerConfig config) {
        this.partition = partition;
        this.config = config;
        this.thread = new Thread(this::live, "milepost-ledger-" + partition);
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Job<T> {
        final Function<Book, T> work;
        final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;

        Job(Function<Book, T> work) {
            this.work = work;
        }

        void doIt(Book book) {
            result = work.apply(book);
        }

        void tell() {
            done.complete(result);
        }
    }

    /** Whether it has ended, and another has to be opened. */
    boolean isClosed() {
        return closing;
    }

    /** Entries in memory. */
    int size() {
        return size;
    }

    /** Does something with the book; see {@link Ledger#run}. */
    <T> CompletionStage<T> run(Function<Book, T> work) {
        Job<T> job = new Job<>(work);
        if (closing || !jobs.offer(job)) {
            return CompletableFuture.failedFuture(
                    new LostPartitionException(partition + " is closed or has too much to do", null));
        }
        if (closed && jobs.remove(job)) {
            // It has ended between the two looks.
            job.done.completeExceptionally(new LostPartitionException(partition + " is closed", null));
        }
        return job.done;
    }

    private void live() {
        try (LedgerWriter writer = LedgerWriter.open(partition, config)) {
            Book book = new Book(partition, Clock.systemUTC(), config.kept().toMillis());
            LedgerReader.read(partition, config, book);
            log.info("{}: {} entries read", partition, book.size());
            work(writer, book);
        } catch (KafkaException e) {
            log.warn("{} was lost, or cannot be had: {}", partition, e.toString());
            end(new LostPartitionException(partition + ": " + e.getClass().getSimpleName(), e));
        } catch (InterruptedException e) {
            end(new LostPartitionException(partition + " is closed", e));
        } catch (RuntimeException | Error e) {
            log.error("{} has ended", partition, e);
            end(new LostPartitionException(partition + " has ended", e));
            throw e;
        }
        end(new LostPartitionException(partition + " is closed", null));
    }

    private void work(LedgerWriter writer, Book book) throws InterruptedException {
        long tidied = System.nanoTime();
        long worked = tidied;
        while (!closing || !jobs.isEmpty()) {
            Job<?> first = jobs.poll(1, TimeUnit.SECONDS);
            long now = System.nanoTime();
            if (now - tidied > TIDY.toNanos()) {
                tidied = now;
                book.tidy();
                size = book.size();
            }
            if (first == null) {
                if (now - worked > config.idle().toNanos()) {
                    return;
                }
                continue;
            }
            worked = now;
            List<Job<?>> batch = new ArrayList<>();
            batch.add(first);
            jobs.drainTo(batch, MOST_AT_ONCE - 1);
            together(writer, book, batch);
        }
    }

    private void together(LedgerWriter writer, Book book, List<Job<?>> batch) {
        List<Job<?>> good = new ArrayList<>();
        try {
            for (Job<?> job : batch) {
                try {
                    job.doIt(book);
                    good.add(job);
                } catch (RuntimeException e) {
                    job.done.completeExceptionally(e);
                }
            }
            writer.write(book.drain());
        } catch (RuntimeException | Error e) {
            LostPartitionException lost = new LostPartitionException(partition + " was not written", e);
            batch.forEach(job -> job.done.completeExceptionally(lost));
            throw e;
        }
        size = book.size(); // Before anybody is told, who may ask for it.
        good.forEach(Job::tell);
    }

    private void end(LostPartitionException why) {
        closing = true;
        closed = true;
        List<Job<?>> left = new ArrayList<>();
        jobs.drainTo(left);
        left.forEach(job -> job.done.completeExceptionally(why));
    }

    /** Ends it after what it has taken, without waiting for that: what came of a call has to be noted. */
    void leave() {
        closing = true;
        wake();
    }

    /** Ends it after what it has taken; returns when its thread has ended, or nearly so. */
    @Override
    public void close() {
        leave();
        try {
            thread.join(FINISHING.toMillis());
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(FINISHING.toMillis() / 2);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        jobs.offer(new Job<>(book -> partition));
    }
}
