package io.milepost.fanout.runtime;

import io.milepost.fanout.runtime.Intake.Taken;
import io.milepost.fanout.topic.Stumble;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that drives a sink, and all that it alone touches: it polls, fills the lanes, sends, settles and commits.
 * Others reach it by its mailbox.
 */
final class Driver implements Runnable, ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(Driver.class);
    private static final long LONGEST_NAP = TimeUnit.SECONDS.toNanos(1);
    private static final long BEGIN_AGAIN = TimeUnit.SECONDS.toNanos(1);
    private static final long NO_SHARE = TimeUnit.SECONDS.toNanos(5);
    private static final Duration COMMIT = Duration.ofSeconds(5);

    private final String name;
    private final SinkConfig config;
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final Mailbox mailbox;
    private final Intake intake;
    private final Places places;
    private final Watch watch;
    private final Dispatch dispatch;
    private final Aside aside;
    private final Valve valve;
    private final FanoutMeters meters;
    private final Steps steps;
    private final Stumble stumble;

    /** What is ours to read: what the consumer says of it is late, or early, while a rebalance is under way. */
    private final Set<TopicPartition> assigned = new HashSet<>();

    /** What is read, by partition; of a partition that was just assigned there is nothing yet. */
    private final Map<TopicPartition, Progress> partitions = new HashMap<>();

    private final long started = System.nanoTime();
    private long committed = started;
    private long beginAt = started;
    private boolean full;
    private volatile boolean closing;
    private volatile int buffered;
    private volatile boolean begun;

    Driver(
            String name,
            SinkConfig config,
            KafkaConsumer<byte[], ByteBuffer> consumer,
            Mailbox mailbox,
            Intake intake,
            Places places,
            Watch watch,
            Dispatch dispatch,
            Aside aside,
            Valve valve,
            FanoutMeters meters,
            Steps steps,
            Stumble stumble) {
        this.name = name;
        this.config = config;
        this.consumer = consumer;
        this.mailbox = mailbox;
        this.intake = intake;
        this.places = places;
        this.watch = watch;
        this.dispatch = dispatch;
        this.aside = aside;
        this.valve = valve;
        this.meters = meters;
        this.steps = steps;
        this.stumble = stumble;
    }

    /** Ends the driver, soon. Any thread. */
    void stop() {
        closing = true;
        mailbox.post(() -> {});
    }

    /** Records read and not finished. Any thread. */
    int buffered() {
        return buffered;
    }

    /** Whether it has a place in what it is to read, so that it misses nothing written from now on. Any thread. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void run() {
        places.look(intake.topics());
        consumer.subscribe(intake.topics(), this);
        while (!closing) {
            turn();
        }
        leave(partitions.keySet());
    }

    private void turn() {
        try {
            mailbox.run();
            begin(System.nanoTime());
            long now = System.nanoTime();
            aside.run(now);
            dispatch.run(now);
            commit(now);
            watch.run(now, partitions, this::another);
            pause(now);
            Duration nap = nap(System.nanoTime());
            ConsumerRecords<byte[], ByteBuffer> records = mailbox.sleep(() -> consumer.poll(nap));
            if (records != null) {
                take(records);
                if (partitions.keySet().containsAll(assigned)) {
                    stumble.recovered();
                    begun |= isSettled();
                }
            }
        } catch (WakeupException e) {
            // There is a letter.
        } catch (InterruptException e) {
            closing = true;
        } catch (InvalidOffsetException e) {
            // The offset has gone; where to go on is looked for anew.
            e.partitions().forEach(this::forget);
        } catch (RuntimeException e) {
            stumble.note(e);
            mailbox.await(Duration.ofSeconds(1));
        }
    }

    /**
     * Begins to read what was assigned. If that fails it is tried again, and meanwhile all else goes on, polling above all:
     * who does not poll hears neither that a partition is not his any more nor that he is out of the group.
     */
    private void begin(long now) {
        Set<TopicPartition> fresh = new HashSet<>(assigned);
        fresh.removeAll(partitions.keySet());
        if (fresh.isEmpty() || now - beginAt < 0) {
            return;
        }
        try {
            for (Progress progress : places.begin(fresh)) {
                partitions.put(progress.partition, progress);
                meters.watch(progress);
            }
            if (!partitions.keySet().containsAll(fresh)) {
                beginAt = System.nanoTime() + BEGIN_AGAIN;
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            stumble.note(e);
            long failed = System.nanoTime();
            beginAt = failed + Math.max(BEGIN_AGAIN, failed - now);
        }
    }

    /** Whether its share of the work is known. Who has joined and is given nothing for a while has no share. */
    private boolean isSettled() {
        return !assigned.isEmpty()
                || (System.nanoTime() - started > NO_SHARE
                        && consumer.groupMetadata().generationId() > 0);
    }

    private void take(ConsumerRecords<byte[], ByteBuffer> records) {
        try {
            fill(records);
        } catch (RuntimeException e) {
            // What was not taken would be committed over: it is read again instead.
            records.partitions().forEach(this::forget);
            throw e;
        }
    }

    private void fill(ConsumerRecords<byte[], ByteBuffer> records) {
        for (TopicPartition partition : records.partitions()) {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                records.records(partition).forEach(record -> take(progress, record));
            }
        }
        records.nextOffsets().forEach((partition, next) -> {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.readTo(next);
            }
        });
    }

    private void take(Progress progress, ConsumerRecord<byte[], ByteBuffer> record) {
        if (progress.wasFinished(record.offset())) {
            progress.takeFinished(record);
            meters.notOurs();
            return;
        }
        Taken taken = intake.take(record);
        if (taken instanceof Taken.Deliver deliver) {
            Item item = new Item(record, deliver.delivery(), dispatch.delivered());
            progress.take(item);
            dispatch.add(progress, deliver.delivery().key(), item);
        } else if (taken instanceof Taken.Undeliverable undeliverable) {
            Item item = new Item(record, null, 0);
            progress.take(item);
            aside.put(progress, item, undeliverable.why());
        } else {
            if (taken instanceof Taken.Filtered filtered) {
                steps.filtered(filtered.delivery());
            }
            meters.notOurs();
        }
    }

    private void commit(long now) {
        if (now - committed < config.commitEvery().toNanos()) {
            return;
        }
        committed = now;
        Map<TopicPartition, OffsetAndMetadata> commit = toCommit(partitions.values());
        if (!commit.isEmpty()) {
            consumer.commitAsync(commit, (offsets, failure) -> {
                if (failure != null) {
                    log.warn("{}: a commit failed and is made again: {}", name, failure.toString());
                    // Of a failed commit the newer protocol's consumer does not say what was in it.
                    again(commit.keySet());
                }
            });
        }
    }

    private void again(Collection<TopicPartition> of) {
        for (TopicPartition partition : of) {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.commitAgain();
            }
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> toCommit(Collection<Progress> of) {
        Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
        for (Progress progress : of) {
            OffsetAndMetadata place = progress.toCommit();
            if (place != null) {
                commit.put(progress.partition, place);
            }
        }
        return commit;
    }

    /** Reads on where there is room and something could go out; a partition that is assigned anew forgets its pause. */
    private void pause(long now) {
        int records = 0;
        long bytes = 0;
        for (Progress progress : partitions.values()) {
            records += progress.unfinished();
            bytes += progress.bytes();
        }
        buffered = records;
        if (records == 0) {
            valve.rest();
        }
        // Once full, until half of it is free: pausing throws away what was fetched.
        int part = full ? 2 : 1;
        full = records >= Math.max(1, config.buffer() / part) || bytes >= config.bufferBytes() / part;
        boolean all = full || valve.isShut(now);
        Set<TopicPartition> paused = new HashSet<>();
        for (TopicPartition partition : assigned) {
            Progress progress = partitions.get(partition);
            if (all || progress == null || progress.isFull()) {
                paused.add(partition);
            }
        }
        Set<TopicPartition> before = new HashSet<>(consumer.paused());
        before.retainAll(assigned);
        if (!paused.equals(before)) {
            consumer.resume(before.stream().filter(p -> !paused.contains(p)).toList());
            consumer.pause(paused);
        }
    }

    private Duration nap(long now) {
        if (!mailbox.isEmpty()) {
            return Duration.ZERO;
        }
        long untilCommit = committed + config.commitEvery().toNanos() - now;
        return Duration.ofNanos(Math.max(0, Math.min(Math.min(LONGEST_NAP, untilCommit), dispatch.idle(now))));
    }

    /** A topic was made anew: what was read of the old one is of no use, and offsets mean something else. */
    private void another(String topic) {
        log.error("{}: the topic {} was made anew and is read from its beginning", name, topic);
        List.copyOf(partitions.keySet()).stream()
                .filter(partition -> partition.topic().equals(topic))
                .forEach(this::forget);
    }

    /** Forgets what was read of a partition, so that it is begun anew if it is still assigned. */
    private void forget(TopicPartition partition) {
        Progress progress = partitions.remove(partition);
        if (progress != null) {
            progress.go();
            dispatch.forget(progress);
            meters.unwatch(progress);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
        mailbox.stayAwake();
        assigned.addAll(added);
        consumer.pause(added);
        // Anywhere until it is begun: a poll fails for all partitions while one has no place.
        added.forEach(partition -> consumer.seek(partition, 0));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        mailbox.stayAwake();
        assigned.removeAll(revoked);
        leave(revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        mailbox.stayAwake();
        log.warn("{}: {} were lost to another member; what was not committed is delivered again there", name, lost);
        assigned.removeAll(lost);
        lost.forEach(this::forget);
    }

    /** Sends nothing more of some partitions, waits for what is under way, commits and forgets them. */
    private void leave(Collection<TopicPartition> revoked) {
        List<Progress> leaving = new ArrayList<>();
        for (TopicPartition partition : revoked) {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.leave();
                leaving.add(progress);
            }
        }
        if (leaving.isEmpty()) {
            return;
        }
        try {
            drain(leaving);
            Map<TopicPartition, OffsetAndMetadata> commit = toCommit(leaving);
            if (!commit.isEmpty()) {
                commitNow(commit, 2);
            }
        } finally {
            List.copyOf(revoked).forEach(this::forget);
        }
    }

    private void drain(List<Progress> leaving) {
        long now = System.nanoTime();
        long until = now + config.drain().toNanos();
        while (now - until < 0 && (leaving.stream().anyMatch(Progress::isOut) || aside.isOut())) {
            mailbox.await(Duration.ofNanos(Math.min(until - now, TimeUnit.MILLISECONDS.toNanos(100))));
            now = System.nanoTime();
            dispatch.run(now);
        }
    }

    private void commitNow(Map<TopicPartition, OffsetAndMetadata> commit, int tries) {
        try {
            consumer.commitSync(commit, COMMIT);
        } catch (WakeupException e) {
            if (tries > 1) {
                commitNow(commit, tries - 1);
            }
        } catch (KafkaException e) {
            log.warn("{}: the last commit failed; what it said is delivered again: {}", name, e.toString());
        }
    }
}
