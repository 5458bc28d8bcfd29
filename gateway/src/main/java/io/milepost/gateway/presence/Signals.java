package io.milepost.gateway.presence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.milepost.channel.ChannelName;
import io.milepost.event.Json;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.shard.Shards;
import io.milepost.gateway.shard.Subscriber;
import io.milepost.log.peer.Peers;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients say to those who are there, on any node: to this node's at once, to the others' by the log, from which nobody gets it
 * later. Between nodes it is a line of JSON that says what it is, and its data as the client wrote it. Any thread.
 */
public final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);
    /** Signals of other nodes that are announced before it is seen whether the shards have done with them. */
    private static final int PACE = 256;

    private final Shards shards;
    private final Peers peers;
    private final Presence presence;
    /** Announced since the shards were waited for; the hearing thread's own. */
    private int announced;

    /**
     * Signals among these nodes.
     *
     * @param presence knows for which channels there is somebody here to hear
     */
    public Signals(Shards shards, Peers peers, Presence presence) {
        this.shards = shards;
        this.peers = peers;
        this.presence = presence;
    }

    /** Says it to all. Completes when the other nodes can hear it, and fails if they will not. */
    public CompletableFuture<?> announce(Notice.Signalled signal) {
        return say(signal, null);
    }

    /** Says it to all but the connection it came from. Completes as {@link #announce} does. */
    public CompletableFuture<?> say(Notice.Signalled signal, @Nullable Subscriber own) {
        shards.announce(signal.channel(), signal, own);
        return peers.signal(write(signal));
    }

    /** Another node's client has said it. Called on one thread, which waits where the shards do not keep pace: the log has the rest. */
    public void heard(String node, byte[] bytes) {
        Notice.Signalled signal;
        try {
            signal = read(bytes);
        } catch (IllegalArgumentException e) {
            log.warn("node {} sent a signal that cannot be read: {}", node, e.getMessage());
            return;
        }
        if (presence.isAnybodyHereOn(signal.channel())) {
            shards.announce(signal.channel(), signal, null);
            if (++announced == PACE) {
                announced = 0;
                awaitShards();
            }
        }
    }

    private void awaitShards() {
        try {
            CompletableFuture.allOf(shards.all().stream()
                            .map(shard -> CompletableFuture.runAsync(() -> {}, shard.loop()))
                            .toArray(CompletableFuture<?>[]::new))
                    .orTimeout(1, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException | RejectedExecutionException e) {
            // They are very busy, or at their end; what is announced to them waits with the rest.
        }
    }

    private static byte[] write(Notice.Signalled signal) {
        ByteBuffer head = Json.of(JsonNodeFactory.instance
                        .objectNode()
                        .put("channel", signal.channel().value())
                        .put("type", signal.type())
                        .put("id", signal.eventId())
                        .put("source", signal.source())
                        .put("userId", signal.userId()))
                .utf8();
        ByteBuffer data = signal.data().utf8();
        return ByteBuffer.allocate(head.remaining() + 1 + data.remaining())
                .put(head)
                .put((byte) '\n')
                .put(data)
                .array();
    }

    private static Notice.Signalled read(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length) {
            throw new IllegalArgumentException("data: missing");
        }
        JsonNode head = Json.of(ByteBuffer.wrap(bytes, 0, end)).tree();
        Json data = Json.of(ByteBuffer.wrap(bytes, end + 1, bytes.length - end - 1));
        return new Notice.Signalled(
                new ChannelName(text(head, "channel")),
                text(head, "type"),
                text(head, "id"),
                text(head, "source"),
                text(head, "userId"),
                data);
    }

    private static String text(JsonNode head, String name) {
        if (!head.path(name).isTextual()) {
            throw new IllegalArgumentException(name + ": a text is expected");
        }
        return head.path(name).asText();
    }
}
