package io.milepost.gateway.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.Cursor;
import io.milepost.cursor.Cursor.Mark;
import io.milepost.event.Event;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Wire;
import io.milepost.log.Bounds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A cursor that is further than this node: from a node that has read more, or from a log that has been cut since. */
class AheadTest {
    private static final ChannelName CHANNEL = new ChannelName("team-0");

    private final ModelLog log = new ModelLog(new Random(1));
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicLong clock = new AtomicLong(1);
    private final List<String> said = new ArrayList<>();
    private final Shard shard = attach();

    @Test
    void isToldThatTheLogWasCutThoughOtherChannelsAreBusy() {
        follow(1_000);
        for (int i = 0; i < 20; i++) {
            clock.addAndGet(1_000_000);
            log.append(3);
            run();
            shard.tick();
            run();
        }
        assertThat(said).as("before the broker was asked again").isEmpty();
        log.boundsAskedAt(clock.addAndGet(1_000_000));
        log.append(1);
        run();
        shard.tick();
        run();
        assertThat(said).hasSize(2);
        assertThat(said.get(0)).startsWith("gap TRUNCATED");
        assertThat(said.get(1)).startsWith("live");
    }

    @Test
    void goesLiveWhenTheNodeHasReadThatFar() {
        follow(3);
        assertThat(said).isEmpty();
        for (int i = 0; i < 100; i++) {
            log.append(2);
            run();
        }
        assertThat(said.get(0)).startsWith("live");
        assertThat(said).as("events after that").hasSizeGreaterThan(10);
    }

    /** In one stream the cursor waits for the node; in the others its reader has got further than the broker's answer. */
    @Test
    void isToldOfNoCutWhereItHasReadOnSinceTheBrokerWasAsked() {
        follow(1_000, 1);
        long[] ends = shard.positions().clone();
        ends[log.topology().gather(CHANNEL).partitions().get(0).index()] += 1_000;
        log.bounds().update(new Bounds.Snapshot(clock.addAndGet(1_000_000), new long[ends.length], ends));
        for (int i = 0; i < 10; i++) {
            log.append(3);
            run();
        }
        shard.tick();
        run();
        assertThat(said).hasSizeGreaterThan(5).allMatch("event"::equals);
    }

    private void follow(long ahead) {
        follow(ahead, Integer.MAX_VALUE);
    }

    private void follow(long ahead, int streams) {
        Cursor here = log.topology()
                .gather(CHANNEL)
                .cursor(log.topology().gather(CHANNEL).project(shard.positions()));
        List<Mark> there = new ArrayList<>(here.marks());
        there.subList(0, Math.min(streams, there.size()))
                .replaceAll(mark -> new Mark(mark.topicHash(), mark.partitions(), mark.offset() + ahead));
        Subscription subscription =
                shard.subscribe(new Listener(), CHANNEL, new Since.After(new Cursor(there).encode(CHANNEL)));
        subscription.start();
        run();
    }

    private Shard attach() {
        AtomicReference<Shard> attached = new AtomicReference<>();
        Shard.attach(log, tasks::add, UnpooledByteBufAllocator.DEFAULT, clock::get, new ShardStats())
                .thenAccept(attached::set);
        run();
        return attached.get();
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private final class Listener extends Subscriber implements Wire {
        @Override
        public Wire wire() {
            return this;
        }

        @Override
        protected boolean isWritable() {
            return true;
        }

        @Override
        protected void write(ByteBuf framed) {
            said.addAll(framed.toString(StandardCharsets.UTF_8).lines().toList());
            framed.release();
        }

        @Override
        protected void flush() {}

        @Override
        public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
            out.writeCharSequence("event\n", StandardCharsets.UTF_8);
        }

        @Override
        public void notice(ByteBuf out, Notice notice) {
            String line = notice instanceof Notice.Gap gap ? "gap " + gap.reason() : "live";
            out.writeCharSequence(line + "\n", StandardCharsets.UTF_8);
        }
    }
}
