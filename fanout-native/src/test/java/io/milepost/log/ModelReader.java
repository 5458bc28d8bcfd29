package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;

import io.milepost.channel.ChannelName;
import io.milepost.channel.Streams;
import io.milepost.log.CatchUp.Done;
import io.milepost.log.CatchUp.Found;
import io.milepost.log.CatchUp.Lost;
import io.milepost.log.CatchUp.Request;
import io.milepost.log.CatchUp.Said;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One who comes back to a log that a test keeps in lists, and knows what it must get. */
final class ModelReader implements CatchUp.Listener {
    private final List<ModelPartition> logs;
    private final String key;
    private final Gathering gathering;
    private final long[] at;
    final KafkaReading reading;
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private boolean cancelled;
    private boolean done;
    int found;
    int retained;
    int tooFar;

    /** What it is to get, as long as it is there. */
    private final List<List<Long>> due = new ArrayList<>();

    ModelReader(Topology topology, List<ModelPartition> logs, Random random) {
        this.logs = logs;
        key = ModelPartition.KEYS.get(random.nextInt(ModelPartition.KEYS.size()));
        at = new long[logs.size()];
        ChannelName channel = new ChannelName(key);
        Streams.Part part =
                Streams.of(List.of(ModelPartition.STREAM)).gather(channel).get(0);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            ModelPartition log = logs.get(i);
            long span = Math.max(1, log.end());
            long until = random.nextInt(3) == 0 ? random.nextLong(span + 100) : Long.MAX_VALUE;
            places.add(Place.of(log.partition(), part, logs.size()).within(0, until, null));
            at[i] = random.nextInt(3) == 0 ? 0 : random.nextLong(span);
            due.add(new ArrayList<>());
            log.between(at[i], until).stream()
                    .filter(raw -> raw.key() != null && new String(raw.key(), UTF_8).equals(key))
                    .forEach(raw -> due.get(raw.partition()).add(raw.offset()));
        }
        gathering = new Gathering(topology, channel, places);
        reading = new KafkaReading(new Request(gathering, at.clone(), 1 + random.nextInt(1_500), loop::add, this));
    }

    /** Hears so much of what it was told. */
    void hear(int most) {
        for (int i = 0; i < most && !loop.isEmpty(); i++) {
            loop.remove().run();
        }
    }

    void cancel() {
        cancelled = true;
        reading.cancel();
    }

    boolean isOver() {
        return cancelled || done;
    }

    @Override
    public void accept(Said said) {
        if (isOver()) {
            fail("spoken to after the end: " + said);
        }
        if (said instanceof Found more) {
            more.records().forEach(this::take);
        } else if (said instanceof Lost lost) {
            lose(lost);
        } else if (said instanceof Done ended) {
            done = true;
            for (int i = 0; i < logs.size(); i++) {
                pass(i, ended.offsets()[i], null);
            }
        }
    }

    private void take(LogRecord record) {
        int i = record.partition().index();
        if (record.offset() >= gathering.until(i)) {
            fail(record.offset() + " lies beyond the place");
        }
        pass(i, record.offset(), null);
        List<Long> waiting = due.get(i);
        if (record.offset() < at[i]) {
            fail(record.offset() + " of " + i + " comes again, at " + at[i]);
        }
        if (!waiting.isEmpty() && waiting.get(0) == record.offset()) {
            waiting.remove(0);
        }
        at[i] = record.offset() + 1;
        found++;
    }

    private void lose(Lost lost) {
        if (lost.offset() > gathering.until(lost.index())) {
            fail("lost beyond the place");
        }
        pass(lost.index(), lost.offset(), lost.reason());
        retained += lost.reason() == GapReason.RETENTION ? 1 : 0;
        tooFar += lost.reason() == GapReason.TOO_FAR ? 1 : 0;
    }

    /** Nothing before this offset comes any more. */
    private void pass(int i, long offset, @Nullable GapReason reason) {
        Iterator<Long> waiting = due.get(i).iterator();
        while (waiting.hasNext()) {
            long next = waiting.next();
            if (next >= offset) {
                break;
            }
            boolean gone = next < logs.get(i).start();
            if (reason == null || (reason == GapReason.RETENTION && !gone)) {
                fail(next + " of " + i + " was passed over on the way to " + offset + " " + reason);
            }
            waiting.remove();
        }
        at[i] = Math.max(at[i], offset);
    }

    void checkEnd() {
        if (!isOver()) {
            fail(key + " waits for ever at " + Arrays.toString(at) + " for " + due);
        }
    }
}
