package io.milepost.log;

import java.util.List;

/**
 * Reads behind the ring with two shared scans: one for readers who were away for moments, one for those who were away for
 * long, so that the latter delay nobody but each other.
 */
final class KafkaCatchUp implements CatchUp {
    /** Records behind the ring, over all its partitions, up to which a reader counts as near. */
    private static final long NEAR = 20_000;

    private final HotRing ring;
    private final Elevator near;
    private final Elevator far;

    KafkaCatchUp(LogConfig config, HotRing ring, LogStats stats) {
        this.ring = ring;
        near = new Elevator("near", config, ring, stats);
        far = new Elevator("far", config, ring, stats);
    }

    @Override
    public Reading begin(Request request) {
        return (distance(request) <= NEAR ? near : far).begin(request);
    }

    @Override
    public void close() {
        near.close();
        far.close();
    }

    private long distance(Request request) {
        List<LogPartition> partitions = request.gathering().partitions();
        long distance = 0;
        for (int i = 0; i < request.offsets().length; i++) {
            distance += Math.max(0, ring.startOf(partitions.get(i)) - request.offsets()[i]);
        }
        return distance;
    }
}
