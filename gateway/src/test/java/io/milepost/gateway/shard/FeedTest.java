package io.milepost.gateway.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.channel.ChannelName;
import io.milepost.event.Event;
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

    private Subscription follow() {
        Subscription subscription = shard.subscribe(new Listener(), CHANNEL, new Since.Unsaid());
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
        Shard.attach(log, tasks::add, UnpooledByteBufAllocator.DEFAULT, System::nanoTime, new ShardStats())
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
    private static final class Listener extends Subscriber implements Wire {
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
}
