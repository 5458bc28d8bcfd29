package io.milepost.gateway.shard;

import static org.assertj.core.api.Assertions.fail;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.Cursor;
import io.milepost.cursor.Cursor.Mark;
import io.milepost.event.Event;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Wire;
import io.milepost.gateway.shard.ModelTopic.Lane;
import io.milepost.log.GapReason;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A client of one channel that remembers nothing but its last cursor, with which it may come to any node, and knows from the
 * model what must come next: of each {@link Lane} of its channel all records in the order in which they were written, unless
 * a gap was announced.
 */
final class ModelClient extends Subscriber {
    private static final boolean TRACE = Boolean.getBoolean("trace");

    private final ModelCluster cluster;
    private final ChannelName channel;
    private final Random random;
    private final long room;
    private long unsent;
    private Subscription subscription;
    private String cursor;
    private boolean expectsLive;
    /** Whether it was told that what is behind may have holes. */
    private boolean compactedTold;

    int again;
    int delivered;
    int lost;
    int connects;

    /** By lane, how many of this channel's records were delivered, announced as lost or of no interest. */
    private final Map<Lane, Integer> reached = new HashMap<>();

    /**
     * Records that a gap told of before their turn: the key has been in their partition twice, and the gap was told before the
     * shard knew so.
     */
    private final Set<ModelRecord> told = new HashSet<>();

    /** Gaps that must still be announced. */
    private final Set<GapReason> owed = EnumSet.noneOf(GapReason.class);

    ModelClient(ModelCluster cluster, ChannelName channel, Random random) {
        this.cluster = cluster;
        this.channel = channel;
        this.random = random;
        this.room = 100L + random.nextInt(2_000);
    }

    /** Another one that has had the same so far. */
    ModelClient twin() {
        ModelClient twin = new ModelClient(cluster, channel, random);
        twin.cursor = cursor;
        twin.reached.putAll(reached);
        twin.told.addAll(told);
        twin.owed.addAll(owed);
        return twin;
    }

    /** Whether it was there and has gone. */
    boolean isAway() {
        return subscription == null && cursor != null;
    }

    boolean isConnected() {
        return subscription != null;
    }

    void connect(Shard shard) {
        Since since = cursor != null
                ? new Since.After(cursor)
                : random.nextBoolean() ? new Since.Earliest() : new Since.Unsaid();
        expectsLive = !(since instanceof Since.Unsaid);
        subscription = shard.subscribe(this, channel, since);
        if (cursor != null) {
            goBack(marks(subscription.cursor()));
        }
        if (TRACE) {
            System.out.println(channel + " since " + since + " from " + subscription.cursor() + " whole "
                    + subscription.isWhole() + Cursor.decode(subscription.cursor(), channel));
        }
        if (since instanceof Since.Unsaid) {
            marks(subscription.cursor()).forEach(mark -> reached.put(Lane.of(mark), covered(mark)));
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
        compactedTold = false;
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
        return !expectsLive && owed.isEmpty() && due().isEmpty();
    }

    /** What it waits for, the first of each lane. */
    private List<String> due() {
        List<String> due = new ArrayList<>();
        for (Lane lane : cluster.lanes(channel)) {
            written(lane).stream()
                    .skip(reached(lane))
                    .filter(record -> !isExcused(record))
                    .findFirst()
                    .ifPresent(record -> due.add(record.id()));
        }
        return due;
    }

    private boolean isExcused(ModelRecord record) {
        return told.contains(record) || (compactedTold && record.isCompacted());
    }

    /** What it waits for. */
    @Override
    public String toString() {
        return channel + (expectsLive ? " for live" : "") + " for " + due() + " and gaps " + owed;
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

    /** A record of this channel arrived: it must be the next of its lane. */
    private void deliver(String id) {
        ModelRecord record = cluster.byId(id);
        Lane lane = record.lane();
        ModelRecord due = due(lane);
        while (due != record && due != null && isExcused(due)) {
            lose(lane);
            due = due(lane);
        }
        if (due != record) {
            fail(id + " came where " + (due == null ? "nothing" : due.id()) + " was due");
        }
        reached.merge(lane, 1, Integer::sum);
        delivered++;
    }

    private List<ModelRecord> written(Lane lane) {
        return cluster.written(lane, channel);
    }

    private ModelRecord due(Lane lane) {
        List<ModelRecord> written = written(lane);
        int next = reached(lane);
        return next < written.size() ? written.get(next) : null;
    }

    private int reached(Lane lane) {
        return reached.getOrDefault(lane, 0);
    }

    private void lose(Lane lane) {
        reached.merge(lane, 1, Integer::sum);
        lost++;
    }

    private List<Mark> marks(String text) {
        return Cursor.decode(text, channel).marks();
    }

    /** Where the shard knows of fewer partitions than the cursor, some of what moved comes for the second time. */
    private void goBack(List<Mark> here) {
        for (Mark mark : marks(cursor)) {
            Lane lane = Lane.of(mark);
            Optional<Mark> now =
                    here.stream().filter(other -> Lane.of(other).equals(lane)).findFirst();
            int before = reached(lane);
            if (now.isEmpty() && cluster.has(mark.topicHash())) {
                reached.remove(lane);
            } else if (now.isPresent() && now.get().partitions() < mark.partitions()) {
                reached.merge(lane, covered(now.get()), Math::min);
            }
            again += before - reached(lane);
        }
    }

    /** How many records of this channel lie before a mark. */
    private int covered(Mark mark) {
        List<ModelRecord> written = written(Lane.of(mark));
        Predicate<ModelRecord> before = record -> cluster.isBefore(record, mark);
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
        compactedTold |= gap == GapReason.COMPACTED;
        owed.remove(gap);
        List<Mark> marks = marks(text);
        if (cursor != null) {
            noteTopicsLeft(marks, gap);
        }
        cursor = text;
        for (Mark mark : marks) {
            Lane lane = Lane.of(mark);
            int covered = covered(mark);
            for (ModelRecord due = due(lane); due != null && reached(lane) < covered; due = due(lane)) {
                boolean excused = gap == GapReason.UNDELIVERABLE ? due.isBroken() : gap != null && due.isGone();
                if (!excused && !isExcused(due)) {
                    fail("the cursor passes over " + due.id() + (gap == null ? "" : " with gap " + gap));
                }
                lose(lane);
            }
            if (reached(lane) > covered) {
                fail(mark + " goes back before what was delivered");
            }
            if (gap == GapReason.RETENTION) {
                written(lane).stream()
                        .filter(record -> record.offset() < mark.offset() && record.isGone())
                        .filter(record -> cluster.isOf(record, mark))
                        .forEach(told::add);
            }
        }
    }

    /** What was left unread of a topic that is no more must be announced. */
    private void noteTopicsLeft(List<Mark> marks, GapReason gap) {
        for (Mark before : marks(cursor)) {
            boolean left = marks.stream().noneMatch(mark -> mark.topicHash() == before.topicHash());
            if (left && due(Lane.of(before)) != null && gap != GapReason.TOPIC_RECREATED) {
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
