package io.milepost.bench.floor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Who follows what. Belongs to the event loop. */
final class Crowd {
    private final Map<String, Set<Channel>> followers = new HashMap<>();

    void join(String key, Channel channel) {
        Set<Channel> channels = followers.computeIfAbsent(key, first -> new LinkedHashSet<>());
        channels.add(channel);
        channel.closeFuture().addListener(closed -> channels.remove(channel));
    }

    /** Writes the same bytes to everybody, and releases them. */
    void send(String key, ByteBuf frames) {
        for (Channel channel : followers.getOrDefault(key, Set.of())) {
            channel.writeAndFlush(frames.retainedDuplicate(), channel.voidPromise());
        }
        frames.release();
    }
}
