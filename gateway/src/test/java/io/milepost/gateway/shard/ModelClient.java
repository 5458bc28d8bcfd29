package io.milepost.gateway.shard;

import static org.assertj.core.api.Assertions.fail;

import io.milepost.channel.ChannelName;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.cursor.Cursor;
import io.milepost.event.Decoded;
import io.milepost.event.Event;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Wire;
import io.milepost.log.Bounds;
import io.milepost.log.GapReason;
import io.milepost.log.Gathering;
import io.milepost.log.LogPartition;
import io.milepost.log.LogRecord;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A client of one channel that remembers nothing but its last cursor, and knows from the model what must come next: of each
 * partition the first record that the cursor has not covered, unless a gap was announced.
 */
final class ModelClient extends Subscriber {
    private static final Bounds.Snapshot OPEN = new Bounds.Snapshot(0, new long[0], new long[0]);
    private static final boolean TRACE = Boolean.getBoolean("trace");

    private final ModelLog log;
    private final Shard shard;
    private final ChannelName channel;
    private final Random random;
    private final long room;
    private long unsent;
    private Subscription subscription;
    private String cursor;
    private boolean expectsLive;
    int delivered;
    int lost;
    int connects;

    /** For each partition, the offset below which everything was delivered or announced as lost. */
    private final Map<LogPartition, Long> reached = new HashMap<>();

    ModelClient(ModelLog log, Shard shard, ChannelName channel, Random random) {
        this.log = log;
        this.shard = shard;
        this.channel = channel;
        this.random = random;
        this.room = 100L + random.nextInt(2_000);
    }

    boolean isConnected() {
        return subscription != null;
    }

    void connect() {
        Since since = cursor != null
                ? new Since.After(cursor)
                : random.nextBoolean() ? new Since.Earliest() : new Since.Unsaid();
        expectsLive = !(since instanceof Since.Unsaid);
        GapReason excuse = cursor != null && passesBy(cursor) ? GapReason.PARTITIONS_CHANGED : GapReason.RETENTION;
        subscription = shard.subscribe(this, channel, since);
        note(subscription.cursor(), subscription.isWhole() ? null : excuse);
        if (TRACE) {
            System.out.println(channel + " since " + since + " from " + subscription.cursor() + " whole "
                    + subscription.isWhole() + Cursor.decode(subscription.cursor(), channel));
        }
        subscription.start();
        connects++;
    }

    /** Whether a key has been elsewhere since, but not for long. */
    private boolean passesBy(String text) {
        return log.topology()
                .gather(channel)
                .resume(Cursor.decode(text, channel), OPEN, log.ring())
                .gaps()
                .contains(GapReason.PARTITIONS_CHANGED);
    }

    void disconnect() {
        subscription.close();
        subscription = null;
        unsent = 0;
    }

    /** The network takes some of what is waiting. */
    void drain(long bytes) {
        boolean full = !isWritable();
        unsent = Math.max(0, unsent - bytes);
        if (full && isWritable() && subscription != null) {
            subscription.drained();
        }
    }

    /** Whether it has got everything there is. */
    boolean isThrough() {
        return !expectsLive && partitions().allMatch(partition -> due(partition) == null);
    }

    /** What it waits for. */
    @Override
    public String toString() {
        List<String> due = partitions()
                .map(this::due)
                .filter(Objects::nonNull)
                .map(ModelLog::id)
                .toList();
        return channel + (expectsLive ? " for live" : "") + " for " + due;
    }

    @Override
    public Wire wire() {
        return ModelWire.INSTANCE;
    }

    @Override
    protected boolean isWritable() {
        return unsent < room;
    }

    @Override
    protected void write(ByteBuf framed) {
        unsent += framed.readableBytes();
        String text = framed.toString(StandardCharsets.UTF_8);
        framed.release();
        if (subscription == null) {
            fail("written to after it was closed");
        }
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                receive(line.split(" ", -1));
            }
        }
    }

    @Override
    protected void flush() {}

    private void receive(String[] frame) {
        if (TRACE) {
            System.out.println(channel + " " + String.join(" ", frame) + " "
                    + Arrays.toString(Cursor.decode(frame[frame.length - 1], channel)
                            .marks()
                            .toArray()));
        }
        switch (frame[0]) {
            case "event" -> {
                deliver(frame[1]);
                note(frame[2], null);
            }
            case "gap" -> note(frame[2], GapReason.valueOf(frame[1]));
            case "live" -> {
                if (!expectsLive) {
                    fail("live said twice, or to one who did not ask");
                }
                expectsLive = false;
                note(frame[1], null);
            }
            default -> fail("unexpected " + frame[0]);
        }
    }

    /** The partitions there are now in which this channel's records may lie: of moved keys, in more than one of a stream. */
    private Stream<LogPartition> partitions() {
        List<StreamSpec> gathered = ModelLog.STREAMS.gather(channel).stream()
                .map(Streams.Part::stream)
                .toList();
        return log.topology().partitions().stream().filter(partition -> gathered.contains(partition.stream()));
    }

    private boolean isMine(LogRecord record) {
        return ModelLog.STREAMS.gather(channel).stream()
                .anyMatch(part -> part.stream().equals(record.partition().stream())
                        && part.stream().template().render(part.key()).equals(log.names.get(record)));
    }

    /** A record of this channel arrived: it must be the next of its partition. */
    private void deliver(String id) {
        LogRecord record = log.byId.get(id);
        if (partitions().anyMatch(record.partition()::equals)) {
            LogRecord due = due(record.partition());
            if (due != record) {
                fail(id + " came where " + (due == null ? "nothing" : ModelLog.id(due)) + " was due");
            }
        }
        reached.put(record.partition(), record.offset() + 1);
        delivered++;
    }

    /** The next record of this channel in a partition that was neither delivered nor announced as lost. */
    private LogRecord due(LogPartition partition) {
        long from = reached.getOrDefault(partition, 0L);
        for (LogRecord record : log.records.getOrDefault(partition, List.of())) {
            if (record.offset() >= from && isMine(record)) {
                return record;
            }
        }
        return null;
    }

    /** A cursor came. It may pass over what is due only with a gap that says why. */
    private void note(String text, GapReason gap) {
        boolean first = cursor == null;
        cursor = text;
        Gathering gathering = log.topology().gather(channel);
        Gathering.Resumption resumption = gathering.resume(Cursor.decode(text, channel), OPEN, log.ring());
        Map<LogPartition, Long> covered = new HashMap<>();
        // It is through with all partitions but that which it is in and those which its key has moved to since, from
        // where
        // it begins in them; where a gap for these is still to come, that is checked then.
        if (first || gap == GapReason.PARTITIONS_CHANGED || (gap == null && !passesBy(text))) {
            partitions().forEach(partition -> covered.put(partition, log.end(partition)));
        }
        for (Gathering.Resumption later = resumption;
                later.gathering().isFormer();
                later = later.gathering().onward(later.offsets(), OPEN, log.ring())) {
            Gathering.Resumption next = later.gathering().onward(later.offsets(), OPEN, log.ring());
            if (next.gaps().contains(GapReason.PARTITIONS_CHANGED)) {
                covered.clear();
                break;
            }
            for (int i = 0; i < next.offsets().length; i++) {
                covered.put(next.gathering().partitions().get(i), next.offsets()[i]);
            }
        }
        for (int i = 0; i < resumption.offsets().length; i++) {
            covered.put(resumption.gathering().partitions().get(i), resumption.offsets()[i]);
        }
        covered.forEach((partition, offset) -> {
            if (first) {
                reached.put(partition, offset);
            }
            for (LogRecord due = due(partition); due != null && due.offset() < offset; due = due(partition)) {
                boolean excused = gap == GapReason.UNDELIVERABLE
                        ? due.decoded() instanceof Decoded.Broken
                        : gap == GapReason.PARTITIONS_CHANGED || (gap != null && due.offset() < log.start(partition));
                if (!excused) {
                    fail("the cursor passes over " + ModelLog.id(due) + (gap == null ? "" : " with gap " + gap));
                }
                reached.put(partition, due.offset() + 1);
                lost++;
            }
        });
    }

    /** Frames that are quick to take apart. */
    private static final class ModelWire implements Wire {
        static final ModelWire INSTANCE = new ModelWire();

        @Override
        public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
            write(out, "event " + event.data().tree().asText() + " " + cursor);
        }

        @Override
        public void notice(ByteBuf out, Notice notice) {
            if (notice instanceof Notice.Gap gap) {
                write(out, "gap " + gap.reason() + " " + gap.cursor());
            } else if (notice instanceof Notice.Live live) {
                write(out, "live " + live.cursor());
            } else {
                write(out, notice.getClass().getSimpleName());
            }
        }

        private static void write(ByteBuf out, String line) {
            out.writeCharSequence(line + "\n", StandardCharsets.UTF_8);
        }
    }
}
