package io.milepost.gateway.shard;

import static org.assertj.core.api.Assertions.fail;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.Cursor;
import io.milepost.cursor.Cursor.Mark;
import io.milepost.event.Decoded;
import io.milepost.event.Event;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Wire;
import io.milepost.log.GapReason;
import io.milepost.log.LogRecord;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A client of one channel that remembers nothing but its last cursor, and knows from the model what must come next: of each
 * topic that its channel gathers, all its records in the order in which they were written, unless a gap was announced.
 */
final class ModelClient extends Subscriber {
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

    /** By topic, how many of this channel's records were delivered, announced as lost or of no interest. */
    private final Map<Integer, Integer> reached = new HashMap<>();

    /**
     * Records that a gap told of before their turn: the key has been in their partition twice, and the gap was told before the
     * shard knew so.
     */
    private final Set<LogRecord> told = new HashSet<>();

    /** Gaps that must still be announced. */
    private final Set<GapReason> owed = EnumSet.noneOf(GapReason.class);

    ModelClient(ModelLog log, Shard shard, ChannelName channel, Random random) {
        this.log = log;
        this.shard = shard;
        this.channel = channel;
        this.random = random;
        this.room = 100L + random.nextInt(2_000);
    }

    /** Another one that has had the same so far. */
    ModelClient twin() {
        ModelClient twin = new ModelClient(log, shard, channel, random);
        twin.cursor = cursor;
        twin.reached.putAll(reached);
        twin.owed.addAll(owed);
        twin.told.addAll(told);
        return twin;
    }

    /** Whether it was there and has gone. */
    boolean isAway() {
        return subscription == null && cursor != null;
    }

    boolean isConnected() {
        return subscription != null;
    }

    void connect() {
        Since since = cursor != null
                ? new Since.After(cursor)
                : random.nextBoolean() ? new Since.Earliest() : new Since.Unsaid();
        expectsLive = !(since instanceof Since.Unsaid);
        subscription = shard.subscribe(this, channel, since);
        if (TRACE) {
            System.out.println(channel + " since " + since + " from " + subscription.cursor() + " whole "
                    + subscription.isWhole() + Cursor.decode(subscription.cursor(), channel));
        }
        if (since instanceof Since.Unsaid) {
            marks(subscription.cursor()).forEach(mark -> reached.put(mark.topicHash(), covered(mark)));
        }
        // To earliest, what retention has taken is no gap.
        note(subscription.cursor(), cursor == null || !subscription.isWhole() ? GapReason.RETENTION : null);
        subscription.start();
        connects++;
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
        return !expectsLive
                && owed.isEmpty()
                && log.topicHashes()
                        .allMatch(topic -> told.containsAll(written(topic)
                                .subList(reached(topic), written(topic).size())));
    }

    /** What it waits for. */
    @Override
    public String toString() {
        List<String> due = log.topicHashes()
                .map(this::due)
                .filter(Objects::nonNull)
                .map(ModelLog::id)
                .toList();
        return channel + (expectsLive ? " for live" : "") + " for " + due + " and gaps " + owed;
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

    /** A record of this channel arrived: it must be the next of its topic. */
    private void deliver(String id) {
        LogRecord record = log.byId.get(id);
        int topic = log.topic(record);
        LogRecord due = due(topic);
        while (due != record && told.contains(due)) {
            lose(topic);
            due = due(topic);
        }
        if (due != record) {
            fail(id + " came where " + (due == null ? "nothing" : ModelLog.id(due)) + " was due");
        }
        reached.merge(topic, 1, Integer::sum);
        delivered++;
    }

    /** This channel's records in a topic, in the order in which they were written. */
    private List<LogRecord> written(int topic) {
        return log.written(topic, log.key(topic, channel));
    }

    /** The next record of this channel in a topic that was neither delivered nor announced as lost. */
    private LogRecord due(int topic) {
        List<LogRecord> written = written(topic);
        int next = reached(topic);
        return next < written.size() ? written.get(next) : null;
    }

    private int reached(int topic) {
        return reached.getOrDefault(topic, 0);
    }

    private void lose(int topic) {
        reached.merge(topic, 1, Integer::sum);
        lost++;
    }

    private boolean isGone(LogRecord record) {
        return record.offset() < log.start(record.partition());
    }

    private List<Mark> marks(String text) {
        return Cursor.decode(text, channel).marks();
    }

    /** How many records of this channel lie before a mark: those written before its key came where it was, and some there. */
    private int covered(Mark mark) {
        List<LogRecord> written = written(mark.topicHash());
        Predicate<LogRecord> before = record -> log.isBefore(record, log.key(mark.topicHash(), channel), mark);
        int covered = (int) written.stream().takeWhile(before).count();
        if (written.stream().skip(covered).anyMatch(before)) {
            fail(mark + " is before and behind records in no order");
        }
        return covered;
    }

    /** A cursor came. It may pass over what is due only with a gap that says why. */
    private void note(String text, GapReason gap) {
        if (gap == GapReason.PARTITIONS_CHANGED) {
            fail("nothing is lost because partitions are added");
        }
        owed.remove(gap);
        List<Mark> marks = marks(text);
        if (cursor != null) {
            noteTopicsLeft(marks, gap);
        }
        cursor = text;
        for (Mark mark : marks) {
            int covered = covered(mark);
            for (LogRecord due = due(mark.topicHash());
                    due != null && reached(mark.topicHash()) < covered;
                    due = due(mark.topicHash())) {
                boolean excused = gap == GapReason.UNDELIVERABLE
                        ? due.decoded() instanceof Decoded.Broken
                        : gap != null && isGone(due);
                if (!excused && !told.contains(due)) {
                    fail("the cursor passes over " + ModelLog.id(due) + (gap == null ? "" : " with gap " + gap));
                }
                lose(mark.topicHash());
            }
            if (reached(mark.topicHash()) > covered) {
                fail(mark + " goes back before what was delivered");
            }
            if (gap == GapReason.RETENTION) {
                written(mark.topicHash()).stream()
                        .filter(record -> record.offset() < mark.offset() && isGone(record))
                        .filter(record -> log.isOf(record, log.key(mark.topicHash(), channel), mark))
                        .forEach(told::add);
            }
        }
    }

    /** What was left unread of a topic that is no more must be announced. */
    private void noteTopicsLeft(List<Mark> marks, GapReason gap) {
        for (Mark before : marks(cursor)) {
            boolean left = marks.stream().noneMatch(mark -> mark.topicHash() == before.topicHash());
            if (left && due(before.topicHash()) != null && gap != GapReason.TOPIC_RECREATED) {
                owed.add(GapReason.TOPIC_RECREATED);
            }
        }
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
