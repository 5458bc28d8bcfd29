package io.milepost.log;

import io.milepost.fanout.topic.Consumers;
import io.milepost.fanout.topic.Stumble;
import io.milepost.log.History.Answer.Unavailable;
import io.milepost.log.index.SkipIndex;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads pages one after the other: one thread, one consumer, both made when the first page is asked for. The consumer
 * belongs to that thread until it has ended.
 */
final class KafkaHistory implements History, AutoCloseable {
    /** Records that are looked at for a page, at most. */
    static final int BUDGET = 50_000;
    /** Requests that wait, at most. */
    static final int WAITING = 256;
    /** A request that has waited for so long is not worth its work: who asked has given up. */
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(10);

    private static final Duration CLOSE = Duration.ofSeconds(1);
    private static final String STOPPING = "the node is stopping";
    private static final Logger log = LoggerFactory.getLogger(KafkaHistory.class);

    private final LogConfig config;
    private final SkipIndex index;
    private final LogStats stats;
    private final int budget;
    private final Stumble stumble = new Stumble("the history");
    private final ThreadPoolExecutor thread;
    private @Nullable KafkaConsumer<byte[], ByteBuffer> consumer;

    KafkaHistory(LogConfig config, SkipIndex index, LogStats stats, int budget, int waiting) {
        this.config = config.leaping();
        this.index = index;
        this.stats = stats;
        this.budget = budget;
        this.thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), KafkaHistory::daemon);
    }

    @Override
    public void page(Request request) {
        try {
            thread.execute(new Turn(request, System.nanoTime()));
        } catch (RejectedExecutionException e) {
            say(request, new Unavailable(thread.isShutdown() ? STOPPING : "too many histories wait"));
        }
    }

    /** Answers whoever still waits and returns when the thread has ended. */
    @Override
    public void close() {
        for (Runnable waiting : thread.shutdownNow()) {
            if (waiting instanceof Turn turn) {
                turn.refuse();
            }
        }
        try {
            if (thread.awaitTermination(10, TimeUnit.SECONDS) && consumer != null) {
                consumer.close(CloseOptions.timeout(CLOSE));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            log.warn("the history's consumer did not close: {}", e.toString());
        }
    }

    /** A request and its place in the queue. */
    private final class Turn implements Runnable {
        private final Request request;
        private final long askedAt;

        Turn(Request request, long askedAt) {
            this.request = request;
            this.askedAt = askedAt;
        }

        @Override
        public void run() {
            tell(System.nanoTime() - askedAt > LONGEST_WAIT ? new Unavailable("it took too long") : read());
        }

        void refuse() {
            tell(new Unavailable(STOPPING));
        }

        private void tell(Answer answer) {
            try {
                say(request, answer);
            } catch (RejectedExecutionException e) {
                log.debug("who asked for a history has gone, and its loop with it");
            } catch (RuntimeException e) {
                log.error("an answer of the history could not be handed over", e);
            }
        }

        private Answer read() {
            try {
                Answer page = new HistoryScan(request, consumer(), index, stats, budget).page();
                stumble.recovered();
                return page;
            } catch (RuntimeException e) {
                if (thread.isShutdown()) {
                    // What is interrupted half way fails in many ways.
                    return new Unavailable(STOPPING);
                }
                stumble.over(e);
                return new Unavailable(e instanceof KafkaException ? "the log cannot be read now" : "internal error");
            }
        }
    }

    private KafkaConsumer<byte[], ByteBuffer> consumer() {
        KafkaConsumer<byte[], ByteBuffer> known = consumer;
        if (known == null) {
            known = Consumers.open(config.kafka(), config.pollRecords(), "milepost-history");
            consumer = known;
        }
        return known;
    }

    private static void say(Request request, Answer answer) {
        request.loop().execute(() -> request.listener().accept(answer));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "milepost-history");
        thread.setDaemon(true);
        return thread;
    }
}
