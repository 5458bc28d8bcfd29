package io.milepost.log;

import io.milepost.channel.Streams;
import io.milepost.log.peer.Peers;
import io.milepost.rollout.Rollout;
import io.milepost.trace.Tracing;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The log as the socket side sees it: a ring to follow, a way to read what lies behind it, and what the broker still has. */
public interface EventLog {
    /** Completes when the ring is filled and the end has been reached; fails if that can never be. */
    CompletableFuture<Void> ready();

    /** What counts of the streams of which only the newest does. */
    LatestEvents latest();

    /** The streams it consists of. */
    Streams streams();

    /** Completes with the reason if the log can be followed no longer, by a defect that only a restart mends. */
    CompletableFuture<Throwable> broken();

    /**
     * Why nothing new can be had of the log for now, in words for an operator; null if it can. What the ring holds is served
     * all the same, and what comes later is read when this has passed.
     */
    default @Nullable String away() {
        return null;
    }

    /** The newest entries. */
    HotRing ring();

    /** The reader of what lies behind the ring. */
    CatchUp catchUp();

    /** The reader of pages backwards from the newest. */
    History history();

    /** What the broker holds. */
    Bounds bounds();

    /** What has been counted since the start. */
    LogStats stats();

    /** Which tokens were revoked. */
    default Revocations revocations() {
        return Revocations.NONE;
    }

    /** Which provider clients are told to use, as of now. Known when the log is ready. */
    default Rollout rollout() {
        return Rollout.NATIVE_ONLY;
    }

    /** The other nodes on the same Kafka. */
    default Peers peers() {
        return Peers.NONE;
    }

    /** Where it is told what is done with its events. */
    default Tracing tracing() {
        return Tracing.OFF;
    }

    /**
     * Says where a follower begins who follows the ring from now on.
     *
     * @param loop where {@code follower} is called, once
     */
    void attach(Executor loop, Consumer<Attachment> follower);

    /**
     * A place to follow the ring from.
     *
     * @param seq the first entry to read
     * @param topology the partitions as of then
     * @param positions by partition index, where everything before that entry ends
     */
    record Attachment(long seq, Topology topology, long[] positions) {}
}
