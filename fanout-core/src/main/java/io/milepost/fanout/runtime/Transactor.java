package io.milepost.fanout.runtime;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Health;
import io.milepost.fanout.deadletter.DeadLetterWriter;
import io.milepost.fanout.runtime.Intake.Taken;
import io.milepost.fanout.topic.Stumble;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
 * The one thread of a {@link TransactionalFanout}: polls, has records made, and commits them with the places they were made
 * of. Whatever goes wrong, nothing since the last commit has happened: it goes back there and begins again.
 */
final class Transactor implements ConsumerRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(Transactor.class);
    private static final Duration NAP = Duration.ofMillis(200);
    private static final long DUE_EVERY = TimeUnit.SECONDS.toNanos(1);

    /** Records in one transaction, about: an event's own are never torn apart. */
    private static final int MANY = 1_000;

    private final String name;
    private final SinkConfig config;
    private final KafkaConsumer<byte[], ByteBuffer> consumer;
    private final Transaction transaction;
    private final Transformer transformer;
    private final Intake intake;
    private final Places places;
    private final FanoutMeters meters;
    private final Stumble stumble;

    private final Set<TopicPartition> assigned = new HashSet<>();
    /** What is read, with what was committed last of it. */
    private final Map<TopicPartition, Place> partitions = new HashMap<>();

    private final Map<TopicPartition, Long> read = new HashMap<>();
    /** When the last record read of each was written. */
    private final Map<TopicPartition, Instant> recorded = new HashMap<>();

    private long lookedAt = System.nanoTime();
    private long committedAt = lookedAt;
    private long againAt = lookedAt;
    private Duration backoff = Duration.ZERO;
    /** After a failure each event is committed by itself: else one that fails now and then would hold up all read with it. */
    private boolean careful;

    private volatile boolean closing;
    private volatile boolean begun;

    /** What is committed of a partition: the metadata is the topic's id. */
    private record Place(long offset, Progress of) {
        OffsetAndMetadata at(long place) {
            return new OffsetAndMetadata(place, new Finished(of.topicId, new BitSet()).write());
        }
    }

    Transactor(
            String name,
            SinkConfig config,
            KafkaConsumer<byte[], ByteBuffer> consumer,
            Transaction transaction,
            Transformer transformer,
            Intake intake,
            Places places,
            FanoutMeters meters,
            Stumble stumble) {
        this.name = name;
        this.config = config;
        this.consumer = consumer;
        this.transaction = transaction;
        this.transformer = transformer;
        this.intake = intake;
        this.places = places;
        this.meters = meters;
        this.stumble = stumble;
    }

    /** Ends it, soon. Any thread. */
    void stop() {
        closing = true;
        consumer.wakeup();
    }

    /** Any thread. */
    Health health() {
        String trouble = stumble.trouble();
        if (trouble != null) {
            return Health.down("it is tried again: " + trouble);
        }
        return begun ? Health.up("reading") : Health.down("joining the group");
    }

    void run() {
        places.look(intake.topics());
        consumer.subscribe(intake.topics(), this);
        while (!closing) {
            turn();
        }
    }

    private void turn() {
        try {
            begin();
            boolean waits = System.nanoTime() - againAt < 0;
            consumer.pause(waits ? assigned : unbegun());
            if (!waits) {
                consumer.resume(partitions.keySet());
            }
            ConsumerRecords<byte[], ByteBuffer> records = consumer.poll(NAP);
            if (!waits) {
                take(records);
                due();
                commitIfDue();
                recovered();
            }
        } catch (WakeupException e) {
            back();
        } catch (InterruptException e) {
            closing = true;
        } catch (InvalidOffsetException e) {
            back();
            e.partitions().forEach(this::forget);
        } catch (RuntimeException e) {
            stumble.note(e);
            back();
            careful = true;
            backoff = backoff.isZero()
                    ? config.retrying().first()
                    : min(backoff.multipliedBy(2), config.retrying().most());
            againAt = System.nanoTime() + backoff.toNanos();
        }
    }

    private void recovered() {
        if (partitions.keySet().containsAll(assigned)) {
            backoff = Duration.ZERO;
            careful = false;
            stumble.recovered();
            begun |= !assigned.isEmpty() || consumer.groupMetadata().generationId() > 0;
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Set<TopicPartition> unbegun() {
        Set<TopicPartition> unbegun = new HashSet<>(assigned);
        unbegun.removeAll(partitions.keySet());
        return unbegun;
    }

    private void begin() {
        Set<TopicPartition> fresh = unbegun();
        if (!fresh.isEmpty()) {
            for (Progress progress : places.begin(fresh)) {
                partitions.put(progress.partition, new Place(progress.from(), progress));
                meters.watch(progress);
            }
        }
    }

    private void take(ConsumerRecords<byte[], ByteBuffer> records) {
        for (TopicPartition partition : records.partitions()) {
            if (!partitions.containsKey(partition)) {
                continue;
            }
            for (ConsumerRecord<byte[], ByteBuffer> record : records.records(partition)) {
                take(record);
                read.put(partition, record.offset() + 1);
                recorded.put(partition, Instant.ofEpochMilli(record.timestamp()));
                if (transaction.written() >= (careful ? 1 : MANY) || transaction.isOld()) {
                    commit();
                }
            }
        }
        records.nextOffsets().forEach((partition, next) -> {
            if (partitions.containsKey(partition)) {
                read.put(partition, next.offset());
            }
        });
        if (transaction.written() > 0) {
            commit();
        }
    }

    private void take(ConsumerRecord<byte[], ByteBuffer> record) {
        Taken taken = intake.take(record);
        if (taken instanceof Taken.Deliver deliver) {
            Delivery delivery = deliver.delivery();
            Failure never = transformer.take(delivery, transaction::write);
            if (never == null) {
                meters.delivered(record.timestamp());
            } else {
                aside(record, never);
            }
        } else if (taken instanceof Taken.Undeliverable undeliverable) {
            aside(record, undeliverable.why());
        } else {
            meters.notOurs();
        }
    }

    private void aside(ConsumerRecord<byte[], ByteBuffer> record, Failure why) {
        log.warn(
                "{}: {}-{}@{} goes to the dead letters: {}",
                name,
                record.topic(),
                record.partition(),
                record.offset(),
                why);
        meters.putAside(why.code());
        Instant now = Instant.now();
        transaction.write(DeadLetterWriter.letter(name, config.topics(), record, why, 1, now, now));
    }

    private void due() {
        long now = System.nanoTime();
        if (now - lookedAt > DUE_EVERY) {
            lookedAt = now;
            for (TopicPartition partition : partitions.keySet()) {
                upTo(partition).ifPresent(upTo -> transformer.due(partition, upTo, transaction::write));
            }
            if (transaction.written() > 0) {
                commit();
            }
        }
    }

    /** Until when everything that was recorded has been read; empty if that is not known. */
    private Optional<Instant> upTo(TopicPartition partition) {
        Instant now = Instant.now();
        OptionalLong lag = consumer.currentLag(partition);
        return lag.isPresent() && lag.getAsLong() == 0
                ? Optional.of(now)
                : Optional.ofNullable(recorded.get(partition)).map(last -> last.isBefore(now) ? last : now);
    }

    /** Of events that nothing was made of, the places alone, now and then. */
    private void commitIfDue() {
        if (!read.isEmpty()
                && System.nanoTime() - committedAt > config.commitEvery().toNanos()) {
            commit();
        }
    }

    private void commit() {
        committedAt = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
        Map<TopicPartition, Place> reached = new HashMap<>();
        for (Map.Entry<TopicPartition, Place> entry : partitions.entrySet()) {
            Place place = entry.getValue();
            long upTo = read.getOrDefault(entry.getKey(), place.offset());
            long at = Math.min(upTo, transformer.needs(entry.getKey()).orElse(Long.MAX_VALUE));
            if (at != place.offset()) {
                commit.put(entry.getKey(), place.at(at));
                reached.put(entry.getKey(), new Place(at, place.of()));
            }
        }
        if (!commit.isEmpty() || transaction.written() > 0) {
            try {
                transaction.commit(commit, consumer.groupMetadata());
            } catch (KafkaException e) {
                // Perhaps it was committed and only Kafka's answer was lost: where the group is, it has to say itself.
                transaction.abort();
                List.copyOf(partitions.keySet()).forEach(this::forget);
                throw e;
            }
            backoff = Duration.ZERO;
            partitions.putAll(reached);
            reached.forEach(this::show);
        }
    }

    private void show(TopicPartition partition, Place place) {
        Progress progress = place.of();
        progress.readTo(new OffsetAndMetadata(place.offset()));
        consumer.currentLag(partition)
                .ifPresent(lag -> progress.end = read.getOrDefault(partition, place.offset()) + lag);
    }

    /** To what was committed last: nothing since then has happened. */
    private void back() {
        transaction.abort();
        for (Map.Entry<TopicPartition, Place> entry : partitions.entrySet()) {
            transformer.forget(entry.getKey());
            read.remove(entry.getKey());
            recorded.remove(entry.getKey());
            if (assigned.contains(entry.getKey())) {
                consumer.seek(entry.getKey(), entry.getValue().offset());
            }
        }
    }

    private void forget(TopicPartition partition) {
        Place place = partitions.remove(partition);
        read.remove(partition);
        recorded.remove(partition);
        transformer.forget(partition);
        if (place != null) {
            meters.unwatch(place.of());
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
        assigned.addAll(added);
        consumer.pause(added);
        // Anywhere until it is begun: a poll fails for all partitions while one has no place.
        added.forEach(partition -> consumer.seek(partition, 0));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        // Called within a poll, when everything taken before is committed or will be read again by others.
        assigned.removeAll(revoked);
        List.copyOf(revoked).forEach(this::forget);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        onPartitionsRevoked(lost);
    }
}
