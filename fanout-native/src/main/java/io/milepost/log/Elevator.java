package io.milepost.log;

import io.milepost.fanout.topic.Consumers;
import io.milepost.fanout.topic.Stumble;
import io.milepost.log.index.SkipIndex;
import io.milepost.trace.Span;
import io.milepost.trace.Tracing;
import io.milepost.trace.Tracing.Work;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * One consumer that scans the log behind the ring for any number of readers at once: a record is read once for all who
 * want it. One thread; others only hand in readings.
 */
final class Elevator implements Runnable {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Heap bytes held for readers without credit. Above that they have to wait for the scan to find it again. */
    private static final long HELD = 32L << 20;

    private final LogConfig config;
    private final String clientId;
    private final HotRing ring;
    private final SkipIndex index;
    private final Whereabouts whereabouts;
    private final LogStats stats;
    private final Tracing tracing;
    private final Stumble stumble;
    private final BlockingQueue<Runnable> orders = new LinkedBlockingQueue<>();
    private final Map<TopicPartition, Shaft> shafts = new HashMap<>();
    private final Set<KafkaReading> riding = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean idle = true;
    private boolean closed;

    Elevator(
            String lane,
            LogConfig config,
            HotRing ring,
            SkipIndex index,
            Whereabouts whereabouts,
            LogStats stats,
            Tracing tracing) {
        this.config = config.leaping();
        this.clientId = "milepost-catchup-" + lane;
        this.ring = ring;
        this.index = index;
        this.whereabouts = whereabouts;
        this.stats = stats;
        this.tracing = tracing;
        this.stumble = new Stumble("the catch-up scan (" + lane + ")");
        this.thread = new Thread(this, clientId);
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a reading aboard. Any thread. */
    void take(KafkaReading reading) {
        reading.board(this);
        order(() -> admit(reading));
    }

    /** Whether anything is being read now. Any thread. */
    boolean isBusy() {
        return !idle;
    }

    /** Stops scanning and returns when the thread has ended. */
    void close() {
        order(() -> closed = true);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has something done on the elevator's thread, soon. */
    void order(Runnable order) {
        orders.add(order);
    }

    @Override
    public void run() {
        try (KafkaConsumer<byte[], ByteBuffer> scanning =
                Consumers.open(config.kafka(), config.pollRecords(), clientId)) {
            while (!closed) {
                turn(scanning);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but to end it.
        }
    }

    private void turn(KafkaConsumer<byte[], ByteBuffer> scanning) throws InterruptedException {
        try {
            carryOutOrders();
            boolean hungry = settle(scanning);
            if (hungry && !closed) {
                scan(scanning);
            }
            idle = !hungry;
            stumble.recovered();
        } catch (RuntimeException e) {
            stumble.over(e);
        }
    }

    private void scan(KafkaConsumer<byte[], ByteBuffer> scanning) {
        try {
            show(scanning.poll(POLL));
        } catch (OffsetOutOfRangeException e) {
            skipLost(scanning, e);
        }
    }

    private void carryOutOrders() throws InterruptedException {
        if (shafts.isEmpty()) {
            orders.take().run();
        } else if (idle) {
            // Nobody has credit; now and then somebody's journey may be over all the same.
            Runnable order = orders.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
            if (order != null) {
                order.run();
            }
        }
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            order.run();
        }
    }

    private void admit(KafkaReading reading) {
        riding.add(reading);
        for (Ride ride : reading.rides()) {
            Shaft shaft = shafts.get(ride.partition().topicPartition());
            if (shaft == null || shaft.partition().index() < ride.partition().index()) {
                if (shaft != null) {
                    shaft.end();
                }
                shaft = new Shaft(ride.partition(), index, whereabouts, stats, span(ride.partition()));
                shafts.put(ride.partition().topicPartition(), shaft);
                stats.scans.increment();
            }
            if (shaft.partition() == ride.partition()) {
                shaft.add(ride);
            }
        }
    }

    private Span span(LogPartition partition) {
        return tracing.begin(Work.CATCH_UP, null, System.nanoTime())
                .with("messaging.system", "kafka")
                .with("messaging.destination.name", partition.stream().topic())
                .with("messaging.destination.partition.id", Integer.toString(partition.partition()));
    }

    private boolean isOver(Shaft shaft) {
        boolean over = !shaft.settle(ring);
        if (over) {
            shaft.end();
        }
        return over;
    }

    /** Brings everything in order before the next poll. Returns whether there is anything to poll for. */
    private boolean settle(KafkaConsumer<byte[], ByteBuffer> scanning) {
        shafts.values().removeIf(this::isOver);
        riding.forEach(KafkaReading::handOver);
        riding.removeIf(KafkaReading::isOver);
        if (!scanning.assignment().equals(shafts.keySet())) {
            scanning.assign(new HashSet<>(shafts.keySet()));
        }
        Set<TopicPartition> hungry = new HashSet<>();
        shafts.forEach((topicPartition, shaft) -> {
            if (shaft.takeMoved()) {
                scanning.seek(topicPartition, shaft.position());
            }
            if (shaft.isHungry()) {
                hungry.add(topicPartition);
            }
        });
        scanning.resume(hungry);
        Set<TopicPartition> sated = new HashSet<>(shafts.keySet());
        sated.removeAll(hungry);
        scanning.pause(sated);
        return !hungry.isEmpty();
    }

    private void show(ConsumerRecords<byte[], ByteBuffer> polled) {
        stats.caughtUp.add(polled.count());
        RuntimeException defect = null;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                polled.nextOffsets().entrySet()) {
            Shaft shaft = shafts.get(next.getKey());
            try {
                if (shaft != null) {
                    shaft.show(polled.records(next.getKey()), next.getValue().offset());
                }
            } catch (RuntimeException e) {
                defect = e; // Of one partition: what was read of the others is not read again.
            }
        }
        shafts.values().forEach(shaft -> shaft.bound(HELD / shafts.size()));
        riding.forEach(KafkaReading::handOver);
        if (defect != null) {
            throw defect;
        }
    }

    private void skipLost(KafkaConsumer<byte[], ByteBuffer> scanning, OffsetOutOfRangeException e) {
        Map<TopicPartition, Long> starts = scanning.beginningOffsets(e.partitions());
        e.offsetOutOfRangePartitions().forEach((topicPartition, offset) -> {
            Shaft shaft = shafts.get(topicPartition);
            Long start = starts.get(topicPartition);
            if (shaft != null && start != null && offset < start) {
                shaft.skipTo(start);
            } else {
                // Beyond the end: the topic was cut or made anew, which the tail will find and tell every reader.
                stumble.over(e);
            }
        });
    }
}
