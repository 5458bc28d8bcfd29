package io.milepost.gateway.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Readers who come back together to the same place of a channel. */
class PortionsTest {
    private static final ChannelName CHANNEL = new ChannelName("team-0");
    private static final int MANY = 10;

    private final ModelLog log = new ModelLog(new Random(1));
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicLong clock = new AtomicLong(1);
    private final ShardStats stats = new ShardStats();
    private final CountingWire wire = new CountingWire();
    private final Shard shard = attach();
    private final Listener live = follow(new Since.Unsaid());
    private final String cursor = live.subscription.cursor();

    @Test
    void getTheSameWhichIsReadAndWrittenTwiceHoweverManyTheyAre() {
        String missed = say(40);
        long before = wire.written;
        List<Listener> back = comeBack();
        assertThat(back).extracting(listener -> listener.heard).containsOnly(missed + "live\n");
        assertThat(wire.written - before).isEqualTo(2 * missed.lines().count());
        assertThat(stats.shared()).isEqualTo(MANY - 2);
        assertThat(stats.portions()).isEqualTo(2);
        assertThat(back)
                .extracting(listener -> listener.eventsGiven())
                .containsOnly(missed.lines().count());
        assertThat(back)
                .extracting(listener -> listener.subscription.cursor())
                .containsOnly(live.subscription.cursor());
    }

    @Test
    void getWhatHasComeSinceAsWell() {
        String missed = say(40);
        comeBack();
        String more = say(20);
        assertThat(comeBack()).extracting(listener -> listener.heard).containsOnly(missed + more + "live\n");
    }

    @Test
    void areNotKeptAnythingForLong() {
        String missed = say(40);
        comeBack();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(3));
        shard.tick();
        long before = wire.written;
        comeBack();
        assertThat(wire.written - before).isEqualTo(2 * missed.lines().count());
    }

    @Test
    void areNotGivenWhatIsNotForTheirSocket() {
        log.except("12.34");
        String missed = say(40);
        List<Listener> back = comeBack();
        assertThat(back).extracting(listener -> listener.heard).containsOnly(missed + "live\n");
        Listener excepted = follow(new Since.After(cursor), "12.34");
        assertThat(excepted.heard).doesNotContain("@").endsWith("live\n");
        assertThat(comeBack()).extracting(listener -> listener.heard).containsOnly(missed + "live\n");
        assertThat(stats.shared.sum()).isEqualTo(2 * MANY - 2);
    }

    @Test
    void haveNoPartInWhatIsWrittenForOneAlone() {
        say(40);
        wire.shared = false;
        comeBack();
        assertThat(stats.shared.sum()).isZero();
    }

    /** What the one who is live hears of some records. */
    private String say(int records) {
        live.heard = "";
        log.append(records);
        run();
        assertThat(live.heard).isNotEmpty();
        return live.heard;
    }

    private List<Listener> comeBack() {
        List<Listener> back = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            back.add(follow(new Since.After(cursor)));
        }
        return back;
    }

    private Listener follow(Since since) {
        return follow(since, null);
    }

    private Listener follow(Since since, String socketId) {
        Listener listener = new Listener();
        listener.socketId = socketId;
        listener.subscription = shard.subscribe(listener, CHANNEL, since);
        listener.subscription.start();
        run();
        assertThat(listener.subscription.isLive()).isTrue();
        return listener;
    }

    private Shard attach() {
        AtomicReference<Shard> attached = new AtomicReference<>();
        Shard.attach(log, tasks::add, UnpooledByteBufAllocator.DEFAULT, clock::incrementAndGet, stats)
                .thenAccept(attached::set);
        run();
        return attached.get();
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private final class Listener extends Subscriber {
        private Subscription subscription;
        private String heard = "";
        private String socketId;

        @Override
        protected String socketId() {
            return socketId;
        }

        @Override
        public Wire wire() {
            return wire;
        }

        @Override
        protected boolean isWritable() {
            return true;
        }

        @Override
        protected void write(ByteBuf framed) {
            heard += framed.toString(StandardCharsets.UTF_8);
            framed.release();
        }

        @Override
        protected void flush() {}
    }

    /** A line for each event and notice. */
    private static final class CountingWire implements Wire {
        private long written;
        private boolean shared = true;

        @Override
        public boolean isShared() {
            return shared;
        }

        @Override
        public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
            written++;
            out.writeCharSequence(event.data().tree().asText() + " " + cursor + "\n", StandardCharsets.UTF_8);
        }

        @Override
        public void notice(ByteBuf out, Notice notice) {
            String line = notice instanceof Notice.Live ? "live" : "gap";
            written += notice instanceof Notice.Live ? 0 : 1;
            out.writeCharSequence(line + "\n", StandardCharsets.UTF_8);
        }
    }
}
