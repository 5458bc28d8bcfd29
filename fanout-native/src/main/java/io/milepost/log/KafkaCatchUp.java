package io.milepost.log;

import io.milepost.fanout.topic.Stumble;
import io.milepost.trace.Tracing;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads behind the ring with two shared scans: one for readers for whom little has to be read, one for those for whom much has
 * to be, so that the latter delay nobody but each other. One thread plans the readings: what that finds nothing for has ended
 * without a scan.
 */
final class KafkaCatchUp implements CatchUp {
    /**
     * Records up to which a reading counts as near: a minute of a partition that gets 1,500 of them a second, if the channel has
     * some in every block, and much more than a minute if it has not.
     */
    static final long NEAR = 100_000;

    private final Planner planner;
    private final Elevator near;
    private final Elevator far;
    private final Stumble stumble = new Stumble("the planning of catch-up");
    private final HotRing ring;
    private final ThreadPoolExecutor planningNear = planning("near");
    private final ThreadPoolExecutor planningFar = planning("far");

    KafkaCatchUp(LogConfig config, HotRing ring, Memory memory, Bounds bounds, LogStats stats, Tracing tracing) {
        this.ring = ring;
        Whereabouts whereabouts = memory.whereabouts(ring);
        planner =
                new Planner(whereabouts, ring, bounds, stats, config.absences().budget());
        near = new Elevator("near", config, ring, memory.index(), whereabouts, stats, tracing);
        far = new Elevator("far", config, ring, memory.index(), whereabouts, stats, tracing);
    }

    @Override
    public Reading begin(Request request) {
        KafkaReading reading = new KafkaReading(request);
        // A long way takes long to look through: who is near must not wait for that either.
        (distance(request) <= NEAR ? planningNear : planningFar).execute(() -> begin(reading));
        return reading;
    }

    private long distance(Request request) {
        List<LogPartition> partitions = request.gathering().partitions();
        long distance = 0;
        for (int i = 0; i < request.offsets().length; i++) {
            distance += Math.max(0, ring.startOf(partitions.get(i)) - request.offsets()[i]);
        }
        return distance;
    }

    private void begin(KafkaReading reading) {
        if (reading.isOver()) {
            return; // Its reader did not wait for its turn.
        }
        long records = Long.MAX_VALUE;
        try {
            records = planner.plan(reading);
        } catch (RuntimeException e) {
            stumble.note(e);
        }
        if (reading.isBehind()) {
            (records <= NEAR ? near : far).take(reading);
        } else {
            reading.end();
        }
    }

    /** Whether records are being read for somebody now. Any thread. */
    boolean isBusy() {
        return near.isBusy() || far.isBusy();
    }

    @Override
    public void close() {
        planningNear.shutdownNow();
        planningFar.shutdownNow();
        near.close();
        far.close();
    }

    private static ThreadPoolExecutor planning(String lane) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> daemon(work, "milepost-catchup-planning-" + lane),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
