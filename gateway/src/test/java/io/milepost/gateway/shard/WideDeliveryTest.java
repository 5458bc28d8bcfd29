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
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A delivery that takes several turns: who has got it stands behind it, though others have not got it yet. */
class WideDeliveryTest {
    private static final ChannelName CHANNEL = new ChannelName("team-0");
    private static final int LISTENERS = 10;

    private final ModelLog log = new ModelLog(new Random(1));
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicLong clock = new AtomicLong(1);
    private final Wire wire = new LineWire();
    private final Shard shard = attach();

    @Test
    void whoHasBeenServedStandsBehindWhatCameWhenItLeaves() {
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            Listener listener = new Listener();
            listener.subscription = shard.subscribe(listener, CHANNEL, new Since.Unsaid());
            listener.subscription.start();
            listeners.add(listener);
        }
        run();
        String before = listeners.get(0).subscription.cursor();
        log.append(10);
        for (int turns = 1; !tasks.isEmpty(); turns++) {
            tasks.remove().run();
            assertThat(listeners.stream().filter(listener -> listener.stoodAtFlush != null))
                    .as("served, one in each turn")
                    .hasSize(Math.min(turns, LISTENERS));
            for (Listener listener : listeners) {
                assertThat(listener.subscription.cursor())
                        .isEqualTo(listener.stoodAtFlush == null ? before : listener.stoodAtFlush);
            }
        }
        String behind = listeners.get(0).subscription.cursor();
        assertThat(behind).isNotEqualTo(before);
        assertThat(listeners).allMatch(listener -> behind.equals(listener.stoodAtFlush));
    }

    private Shard attach() {
        AtomicReference<Shard> attached = new AtomicReference<>();
        // Whoever looks at the clock finds the turn over.
        Shard.attach(
                        log,
                        tasks::add,
                        UnpooledByteBufAllocator.DEFAULT,
                        clock::incrementAndGet,
                        new ShardStats(),
                        new Pace(1, 1, 512 * 1024, 64 * 1024))
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
        private String stoodAtFlush;

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
            framed.release();
        }

        @Override
        protected void flush() {
            stoodAtFlush = subscription.cursor();
        }
    }

    private static final class LineWire implements Wire {
        @Override
        public void event(ByteBuf out, ChannelName channel, Event event, String cursor) {
            out.writeByte('\n');
        }

        @Override
        public void notice(ByteBuf out, Notice notice) {
            out.writeByte('\n');
        }
    }
}
