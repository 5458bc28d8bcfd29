package io.milepost.gateway.shard;

import io.milepost.channel.ChannelName;
import io.milepost.event.Decoded.Intact;
import io.milepost.log.LogRecord;
import io.milepost.trace.TraceContext;
import io.milepost.trace.Tracing;
import io.milepost.trace.Tracing.Work;
import org.jspecify.annotations.Nullable;

/**
 * An event of a sampled trace on its way through a shard.
 *
 * @param readAt when the tail had read it, as {@link System#nanoTime}
 */
record Traced(LogRecord record, TraceContext trace, long readAt) {
    /** Null if nobody is to be told of it. */
    static @Nullable Traced of(LogRecord record, long readAt, Tracing tracing) {
        TraceContext trace =
                record.decoded() instanceof Intact intact ? intact.event().trace() : null;
        return trace != null && tracing.follows(trace) ? new Traced(record, trace, readAt) : null;
    }

    /** A channel that is not for everybody may be called after a person. */
    private static String told(String channel) {
        boolean open = channel.charAt(0) != '#' && !channel.startsWith("private-") && !channel.startsWith("presence-");
        return open ? channel : "restricted";
    }

    /** All sockets of the shard that are to have it now have it: one span, however many they are. */
    void tell(Tracing tracing, ChannelName channel, int sockets) {
        tracing.begin(Work.DELIVER, trace, readAt)
                .with("messaging.system", "kafka")
                .with("messaging.destination.name", record.partition().stream().topic())
                .with(
                        "messaging.destination.partition.id",
                        Integer.toString(record.partition().partition()))
                .with("messaging.kafka.offset", record.offset())
                .with("milepost.channel", told(channel.value()))
                .with("milepost.deliveries", sockets)
                .end();
    }
}
