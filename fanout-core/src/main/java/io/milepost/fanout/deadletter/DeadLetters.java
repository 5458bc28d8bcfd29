package io.milepost.fanout.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.fanout.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
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

/** The dead letters of all sinks, for whoever looks after them. Confined to one thread. */
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
        Map<String, Object> reading = new HashMap<>(kafka);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // Some are written in transactions, and what those have taken back was never put aside.
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        writing = new HashMap<>(kafka);
        writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        writing.put(ProducerConfig.ACKS_CONFIG, "all");
        // Each is waited for.
        writing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        writing.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetterTopics.LARGEST);
    }

    /** Shows the dead letters there are now, partition by partition, oldest first. Kafka is read twice for that. */
    public void each(Predicate<DeadLetter> wanted, Consumer<DeadLetter> to) {
        scan(this::beginnings, wanted, (letter, record) -> to.accept(letter));
    }

    /**
     * Shows the newest dead letters, partition by partition, oldest first.
     *
     * @param most records that are looked at at most
     * @return whether those were all there are
     */
    public boolean newest(int most, Predicate<DeadLetter> wanted, Consumer<DeadLetter> to) {
        boolean[] all = {true};
        scan(
                partitions -> {
                    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
                    Map<TopicPartition, Long> from = new HashMap<>();
                    consumer.endOffsets(partitions).forEach((partition, end) -> {
                        long begin = begins.getOrDefault(partition, 0L);
                        from.put(partition, Math.max(begin, end - Math.max(1, most / partitions.size())));
                        all[0] &= from.getOrDefault(partition, 0L) == begin;
                    });
                    return from;
                },
                wanted,
                (letter, record) -> to.accept(letter));
        return all[0];
    }

    /** Shows the dead letters at some places, those that are still there. What lies before them is not read. */
    public void at(Set<Position> places, Consumer<DeadLetter> to) {
        scan(
                partitions -> lowest(partitions, places),
                letter -> places.contains(letter.at()),
                (letter, record) -> to.accept(letter));
    }

    /**
     * Sends the dead letters at some places again, as {@link #redrive(Predicate, Consumer)} does, but for those that were sent
     * again before. What lies before them is not read.
     */
    public void redrive(Set<Position> places, Consumer<DeadLetter> sent) {
        scan(
                partitions -> lowest(partitions, places),
                letter -> !letter.redriven() && places.contains(letter.at()),
                (letter, record) -> redrive(letter, record, sent));
    }

    /** From where on to read what says all of some places; partitions without any are left out. */
    private Map<TopicPartition, Long> lowest(List<TopicPartition> partitions, Set<Position> places) {
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

    private Map<TopicPartition, Long> beginnings(List<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    /**
     * Sends dead letters again, each to the sink that put it aside and to no other, and marks them as sent. They come after
     * whatever was delivered meanwhile. Those that were sent again before are sent once more only if they are wanted.
     *
     * @param sent told of each when Kafka has it
     */
    public void redrive(Predicate<DeadLetter> wanted, Consumer<DeadLetter> sent) {
        scan(this::beginnings, wanted, (letter, record) -> redrive(letter, record, sent));
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

    private void scan(
            Function<List<TopicPartition>, Map<TopicPartition, Long>> begin,
            Predicate<DeadLetter> wanted,
            Visitor visitor) {
        List<TopicPartition> partitions = consumer.partitionsFor(topics.dead()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        Map<TopicPartition, Long> from = begin.apply(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
        Set<String> redriven = new HashSet<>();
        for (TopicPartition partition : from.keySet()) {
            read(partition, from, ends, record -> {
                String mark = DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.REDRIVEN);
                if (mark != null) {
                    redriven.add(mark);
                }
            });
        }
        for (TopicPartition partition : from.keySet()) {
            read(partition, from, ends, record -> {
                String at = new Position(record.topic(), record.partition(), record.offset()).toString();
                if (DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.REDRIVEN) == null) {
                    DeadLetter letter = DeadLetter.of(record, redriven.contains(at));
                    if (wanted.test(letter)) {
                        visitor.visit(letter, record);
                    }
                }
            });
        }
    }

    private void read(
            TopicPartition partition,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> ends,
            Consumer<ConsumerRecord<byte[], byte[]>> to) {
        long end = ends.getOrDefault(partition, 0L);
        consumer.assign(List.of(partition));
        consumer.seek(partition, from.getOrDefault(partition, 0L));
        long heard = System.nanoTime();
        while (consumer.position(partition) < end) {
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
