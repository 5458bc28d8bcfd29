package io.milepost.gateway.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
import io.milepost.gateway.LoggedExceptions;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Those who leave leave nothing behind. A stream of several channels is spoken to in a way of its own. */
class FeedTest {
    private static final ChannelName CHANNEL = new ChannelName("team-0");

    private final ModelLog log = new ModelLog(new Random(1));
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final ShardStats stats = new ShardStats();
    private final Shard shard = attach();

    @Test
    void aWayOfSpeakingThatNobodyListensToAnyMoreIsForgotten() {
        follow();
        for (int i = 0; i < 100; i++) {
            Subscription passing = follow();
            assertThat(feed().live()).hasSize(2);
            passing.close();
        }
        assertThat(feed().live()).hasSize(1);
        assertThat(feed().subscriptions()).hasSize(1);
    }

    @Test
    void whoIsNoLongerLiveIsInNoGroup() {
        Subscription slow = follow();
        slow.demote();
        assertThat(feed().live()).isEmpty();
        run();
        assertThat(feed().live()).as("live again").hasSize(1);
    }

    @Test
    void aChannelThatNobodyWantsAnyMoreIsForgotten() {
        Subscription one = follow();
        Subscription other = follow();
        one.close();
        assertThat(shard.feedsNamed(CHANNEL.value())).hasSize(1);
        other.close();
        assertThat(shard.feedsNamed(CHANNEL.value())).isEmpty();
    }

    @Test
    void aDefectInWritingIsAnErrorInTheLogOnceAndAGapForEach() {
        Broken listener = new Broken();
        follow(listener);
        try (LoggedExceptions exceptions = new LoggedExceptions()) {
            log.append(200);
            run();
            assertThat(listener.events).as("events that could not be written").isGreaterThan(5);
            assertThat(listener.gaps).isGreaterThanOrEqualTo(listener.events);
            assertThat(stats.undeliverable()).isEqualTo(listener.gaps);
            assertThat(exceptions.said()).hasSize(1);
            assertThat(exceptions.said().get(0)).contains("cannot be written on team-0", "a defect of the test's");
        }
    }

    private Subscription follow() {
        return follow(new Listener());
    }

    private Subscription follow(Listener listener) {
        Subscription subscription = shard.subscribe(listener, CHANNEL, new Since.Unsaid());
        subscription.start();
        run();
        assertThat(subscription.isLive()).isTrue();
        return subscription;
    }

    private Feed feed() {
        return shard.feedsNamed(CHANNEL.value()).get(0);
    }

    private Shard attach() {
        AtomicReference<Shard> attached = new AtomicReference<>();
        Shard.attach(log, tasks::add, UnpooledByteBufAllocator.DEFAULT, System::nanoTime, stats)
                .thenAccept(attached::set);
        run();
        return attached.get();
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Somebody with a way of speaking of their own, who hears nothing here. */
    private static class Listener extends Subscriber implements Wire {
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
            framed.release();
        }

        @Override
        protected void flush() {}

        @Override
        public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {}

        @Override
        public void notice(ByteBuf out, Notice notice) {}
    }

    /** Somebody whose way of speaking has a defect. */
    private static final class Broken extends Listener {
        private int events;
        private int gaps;

        @Override
        public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
            events++;
            out.writeInt(1);
            throw new IllegalStateException("a defect of the test's");
        }

        @Override
        public void notice(ByteBuf out, Notice notice) {
            assertThat(out.readableBytes())
                    .as("left of what could not be written")
                    .isZero();
            gaps += notice instanceof Notice.Gap ? 1 : 0;
        }
    }
}
