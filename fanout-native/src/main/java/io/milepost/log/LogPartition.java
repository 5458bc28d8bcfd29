package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.channel.StreamSpec;
import io.milepost.route.Intake;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * An unbroken run of offsets: one partition of one incarnation of a stream's topic.
 *
 * <p>When the run breaks (the topic was made anew, cut short, or retention overtook the tail) another
 * {@code LogPartition} with an index of its own takes its place, so that an offset never means two things.
 */
public final class LogPartition {
    /** In place of an offset: none. */
    static final long WHOLE = Long.MAX_VALUE;

    private final int index;
    private final int run;
    private final StreamSpec stream;
    private final Intake intake;
    private final int topicHash;
    private final TopicPartition topicPartition;
    private final long cutAt;

    /**
     * Describes a partition.
     *
     * @param index its place in every array of positions, used once in the life of a node
     * @param intake what clients of the gateway get of the stream
     * @param topicHash names the incarnation of the topic, see {@link io.milepost.cursor.TopicHash}
     * @param partition its number within the topic
     * @param cutAt where the log was cut before this run began; {@link #WHOLE} if it was not
     */
    LogPartition(int index, StreamSpec stream, Intake intake, int topicHash, int partition, long cutAt) {
        this(index, index, stream, intake, topicHash, partition, cutAt);
    }

    private LogPartition(
            int index, int run, StreamSpec stream, Intake intake, int topicHash, int partition, long cutAt) {
        this.index = index;
        this.run = run;
        this.stream = stream;
        this.intake = intake;
        this.topicHash = topicHash;
        this.topicPartition = new TopicPartition(stream.topic(), partition);
        this.cutAt = cutAt;
    }

    /** Its place in every array of positions. */
    public int index() {
        return index;
    }

    /** The same offsets, of which clients of the gateway get something else. */
    LogPartition taking(Intake other, int ownIndex) {
        return new LogPartition(ownIndex, run, stream, other, topicHash, partition(), WHOLE);
    }

    /** What its offsets are known by: the index of the first {@code LogPartition} that had them, whatever of it was taken. */
    int run() {
        return run;
    }

    /** The stream that it is part of. */
    public StreamSpec stream() {
        return stream;
    }

    Intake intake() {
        return intake;
    }

    int topicHash() {
        return topicHash;
    }

    /** Its number within the topic. */
    public int partition() {
        return topicPartition.partition();
    }

    /**
     * Offsets from here on meant something else in the run before, whose end was cut off; {@link #WHOLE} if this run did
     * not begin so.
     */
    long cutAt() {
        return cutAt;
    }

    TopicPartition topicPartition() {
        return topicPartition;
    }

    /** The channel name for a record key, access prefixes aside, or null if no client could ever ask for it. */
    @Nullable
    String channelOf(byte @Nullable [] key) {
        if (key == null) {
            return null;
        }
        String text = new String(key, UTF_8);
        return stream.template().accepts(text) ? stream.template().render(text) : null;
    }

    /**
     * Whether a record is part of its channel for clients of the gateway, as far as the routes go. Every reader asks: what
     * is left out here is nowhere. A record that cannot be read has no type to go by and stays in, to be announced.
     *
     * @param channel what {@link #channelOf} says of the record's key
     */
    boolean takes(String channel, LogRecord record) {
        if (intake.isOpen()) {
            return true;
        }
        return switch (intake.of(channel)) {
            case ALL -> true;
            case NONE -> false;
            case BY_TYPE -> {
                String type = record.type();
                yield type == null || intake.takes(type, channel);
            }
        };
    }

    @Override
    public String toString() {
        return topicPartition + "#" + index;
    }
}
