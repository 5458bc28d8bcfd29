package io.milepost.log;

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
    private final ThreadPoolExecutor planning = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            KafkaCatchUp::daemon,
            new ThreadPoolExecutor.DiscardPolicy());

    KafkaCatchUp(LogConfig config, HotRing ring, Memory memory, Bounds bounds, LogStats stats) {
        Whereabouts whereabouts = memory.whereabouts(ring);
        planner =
                new Planner(whereabouts, ring, bounds, stats, config.absences().budget());
        near = new Elevator("near", config, ring, memory.index(), whereabouts, stats);
        far = new Elevator("far", config, ring, memory.index(), whereabouts, stats);
    }

    @Override
    public Reading begin(Request request) {
        KafkaReading reading = new KafkaReading(request);
        planning.execute(() -> begin(reading));
        return reading;
    }

    private void begin(KafkaReading reading) {
        long records = planner.plan(reading);
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
        planning.shutdownNow();
        near.close();
        far.close();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "milepost-catchup");
        thread.setDaemon(true);
        return thread;
    }
}
