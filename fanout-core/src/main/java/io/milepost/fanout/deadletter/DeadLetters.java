package io.milepost.fanout.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of all sinks, for whoever looks after them. What is asked with a limit of time ends with it, and says so.
 * Confined to one thread.
 */
public final class DeadLetters implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    /** Without a record for so long, where some are known to be, Kafka is away. */
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(20);

    private final DeadLetterTopics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Object> writing;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    /**
     * Connects, and makes the topics if they do not exist.
     *
     * @param kafka settings for a Kafka client
     */
    public DeadLetters(Map<String, Object> kafka, DeadLetterTopics topics) {
        this.topics = topics;
        try (Admin admin = Admin.create(kafka)) {
            topics.make(admin);
        }
        consumer = consumer(kafka);
        writing = new HashMap<>(kafka);
        writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        writing.put(ProducerConfig.ACKS_CONFIG, "all");
        // Each is waited for.
        writing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        writing.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetterTopics.LARGEST);
    }

    static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> kafka) {
        Map<String, Object> reading = new HashMap<>(kafka);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // Some are written in transactions, and what those have taken back was never put aside.
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Shows the dead letters there are now, partition by partition, oldest first. Kafka is read twice for that. */
    public void each(Predicate<DeadLetter> wanted, Consumer<DeadLetter> to) {
        all(wanted, (letter, record) -> to.accept(letter));
    }

    /**
     * Shows the newest dead letters, partition by partition, oldest first.
     *
     * @param most records that are looked at at most
     * @param time how long that may take
     * @return whether those were all there are: if not, one that was sent again may not say so
     */
    public boolean newest(int most, Duration time, Predicate<DeadLetter> wanted, Consumer<DeadLetter> to) {
        long now = System.nanoTime();
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> from = new HashMap<>();
        ends.forEach((partition, end) -> from.put(
                partition, Math.max(begins.getOrDefault(partition, 0L), end - Math.max(1, most / partitions.size()))));
        Set<String> redriven = new HashSet<>();
        boolean marked = marks(from, ends, now + time.toNanos() / 2, redriven);
        boolean read =
                letters(from, ends, now + time.toNanos(), redriven, wanted, (letter, record) -> to.accept(letter));
        return marked && read && from.equals(begins);
    }

    /**
     * Shows the dead letter at a place, if it is still there. Of what lies behind it only the marks of what was sent again are
     * looked for.
     *
     * @param time how long that may take
     * @return whether all of that was read: if not, one that was sent again may not say so
     */
    public boolean at(Position place, Duration time, Consumer<DeadLetter> to) {
        long until = System.nanoTime() + time.toNanos();
        Map<TopicPartition, Long> from = lowest(Set.of(place));
        Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        Set<String> redriven = new HashSet<>();
        boolean whole = read(place, from, ends, until, found::add) && marks(from, ends, until, redriven);
        found.forEach(record -> letter(record, redriven).ifPresent(to));
        return whole;
    }

    /**
     * Sends the dead letters at some places again, as {@link #redrive(Predicate, Consumer)} does, but for those that were sent
     * again before.
     *
     * @param time after how long no more are sent
     * @return whether there was time for all of them: if it was too short to find out which were sent before, none is sent
     */
    public boolean redrive(Set<Position> places, Duration time, Consumer<DeadLetter> sent) {
        long until = System.nanoTime() + time.toNanos();
        Map<TopicPartition, Long> from = lowest(places);
        Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
        Set<String> redriven = new HashSet<>();
        boolean whole = marks(from, ends, until, redriven);
        for (Position place : places) {
            whole = whole
                    && read(
                            place,
                            from,
                            ends,
                            until,
                            record -> letter(record, redriven)
                                    .filter(letter -> !letter.redriven())
                                    .ifPresent(letter -> redrive(letter, record, sent)));
        }
        return whole;
    }

    /** From where on to read what says all of some places; partitions without any are left out. */
    private Map<TopicPartition, Long> lowest(Set<Position> places) {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> lowest = new HashMap<>();
        for (Position place : places) {
            TopicPartition partition = new TopicPartition(place.topic(), place.partition());
            if (partitions.contains(partition)) {
                lowest.merge(partition, place.offset(), Math::min);
            }
        }
        consumer.beginningOffsets(lowest.keySet())
                .forEach((partition, begin) -> lowest.merge(partition, begin, Math::max));
        return lowest;
    }

    private List<TopicPartition> partitions() {
        return consumer.partitionsFor(topics.dead()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /**
     * Sends dead letters again, each to the sink that put it aside and to no other, and marks them as sent. They come after
     * whatever was delivered meanwhile. Those that were sent again before are sent once more only if they are wanted.
     *
     * @param sent told of each when Kafka has it
     */
    public void redrive(Predicate<DeadLetter> wanted, Consumer<DeadLetter> sent) {
        all(wanted, (letter, record) -> redrive(letter, record, sent));
    }

    private void redrive(DeadLetter letter, ConsumerRecord<byte[], byte[]> record, Consumer<DeadLetter> sent) {
        ProducerRecord<byte[], byte[]> again = new ProducerRecord<>(topics.retry(), record.key(), record.value());
        record.headers().forEach(again.headers()::add);
        again.headers().add(DeadLetterHeaders.OUT_OF_ORDER, "true".getBytes(UTF_8));
        ProducerRecord<byte[], byte[]> mark =
                new ProducerRecord<>(topics.dead(), record.partition(), record.key(), null);
        mark.headers().add(DeadLetterHeaders.REDRIVEN, letter.at().toString().getBytes(UTF_8));
        send(again);
        send(mark);
        sent.accept(letter);
    }

    /** What is done with a letter and the record that it is. */
    private interface Visitor {
        void visit(DeadLetter letter, ConsumerRecord<byte[], byte[]> record);
    }

    private void all(Predicate<DeadLetter> wanted, Visitor visitor) {
        Map<TopicPartition, Long> from = consumer.beginningOffsets(partitions());
        Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
        long never = System.nanoTime() + Long.MAX_VALUE;
        Set<String> redriven = new HashSet<>();
        marks(from, ends, never, redriven);
        letters(from, ends, never, redriven, wanted, visitor);
    }

    /** Finds out which were sent again. Returns whether there was time for that. */
    private boolean marks(
            Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends, long until, Set<String> redriven) {
        boolean whole = true;
        for (TopicPartition partition : from.keySet()) {
            whole = whole
                    && read(partition, from, ends, until, record -> {
                        String mark = DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.REDRIVEN);
                        if (mark != null) {
                            redriven.add(mark);
                        }
                    });
        }
        return whole;
    }

    private boolean letters(
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            long until,
            Set<String> redriven,
            Predicate<DeadLetter> wanted,
            Visitor visitor) {
        boolean whole = true;
        for (TopicPartition partition : from.keySet()) {
            whole = whole
                    && read(
                            partition,
                            from,
                            ends,
                            until,
                            record -> letter(record, redriven)
                                    .filter(wanted)
                                    .ifPresent(letter -> visitor.visit(letter, record)));
        }
        return whole;
    }

    private static Optional<DeadLetter> letter(ConsumerRecord<byte[], byte[]> record, Set<String> redriven) {
        if (DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.REDRIVEN) != null) {
            return Optional.empty();
        }
        String at = new Position(record.topic(), record.partition(), record.offset()).toString();
        return Optional.of(DeadLetter.of(record, redriven.contains(at)));
    }

    /** Reads one place, if it is still there. Returns whether there was time for that. */
    private boolean read(
            Position place,
            Map<TopicPartition, Long> lowest,
            Map<TopicPartition, Long> ends,
            long until,
            Consumer<ConsumerRecord<byte[], byte[]>> to) {
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        long offset = place.offset();
        return offset < lowest.getOrDefault(partition, Long.MAX_VALUE)
                || offset >= ends.getOrDefault(partition, 0L)
                || read(partition, Map.of(partition, offset), Map.of(partition, offset + 1), until, to);
    }

    /** Reads a part of a partition. Returns whether there was time for that. */
    private boolean read(
            TopicPartition partition,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            long until,
            Consumer<ConsumerRecord<byte[], byte[]>> to) {
        long end = ends.getOrDefault(partition, 0L);
        consumer.assign(List.of(partition));
        consumer.seek(partition, from.getOrDefault(partition, 0L));
        long heard = System.nanoTime();
        while (consumer.position(partition) < end) {
            if (System.nanoTime() - until >= 0) {
                return false;
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > SILENCE) {
                throw new TimeoutException(partition + " is not to be read");
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() < end) {
                    to.accept(record);
                }
            }
        }
        return true;
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
        }
        try {
            open.send(record).get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        consumer.close();
        if (producer != null) {
            producer.close();
        }
    }
}
