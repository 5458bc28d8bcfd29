package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.protocol.Notice;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The shards of a node. Any thread. */
public final class Shards {
    private final List<Shard> all = new CopyOnWriteArrayList<>();
    private final AtomicLong announced = new AtomicLong();

    /** One more. */
    public void add(Shard shard) {
        all.add(shard);
    }

    /** Those there are. */
    public List<Shard> all() {
        return List.copyOf(all);
    }

    /** How many announcements have been made: who comes now hears only what is announced after these. */
    public long announced() {
        return announced.get();
    }

    /**
     * Tells everybody who follows a channel, live or not, something that is not part of the log: who cannot take it now
     * does not get it later, unless it is one who could not ask. What is announced from one thread is heard in that order.
     *
     * @param except who is not told
     */
    public void announce(ChannelName channel, Notice notice, @Nullable Subscriber except) {
        long number = announced.incrementAndGet();
        for (Shard shard : all) {
            try {
                shard.loop().execute(() -> shard.announce(channel, notice, except, number));
            } catch (RejectedExecutionException e) {
                // The node ends, and this loop has ended already.
            }
        }
    }
}
