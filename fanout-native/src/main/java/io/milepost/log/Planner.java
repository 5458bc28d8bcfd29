package io.milepost.log;

import io.milepost.log.index.SkipIndex.Reach;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds out what has to be read for a reading, before anything is: nothing, if nothing is left between its cursor and the ring;
 * no more than the budget, beyond which what is older is given up. Any thread; a reading is planned by one.
 */
final class Planner {
    private final Whereabouts whereabouts;
    private final HotRing ring;
    private final Bounds bounds;
    private final LogStats stats;
    private final long budget;

    /**
     * A planner.
     *
     * @param budget records that are read for one reading, at most
     */
    Planner(Whereabouts whereabouts, HotRing ring, Bounds bounds, LogStats stats, long budget) {
        this.whereabouts = whereabouts;
        this.ring = ring;
        this.bounds = bounds;
        this.stats = stats;
        this.budget = budget;
    }

    private record Fare(Ride ride, long from, Reach reach) {}

    /** Plans a reading. Returns how many records that takes, at most; some readers share them. */
    long plan(KafkaReading reading) {
        Bounds.Snapshot held = bounds.latest();
        List<Fare> fares = new ArrayList<>();
        for (Ride ride : reading.behind(ring)) {
            stats.skipped.add(ride.skip(whereabouts));
            long from = Math.max(ride.offset(), held.start(ride.partition()));
            fares.add(
                    new Fare(ride, from, whereabouts.reach(ride.partition(), ride.key(), from, ride.until(), budget)));
        }
        fares.sort(Comparator.comparingLong(fare -> fare.reach().records()));
        long left = budget;
        for (int i = 0; i < fares.size(); i++) {
            left -= pay(fares.get(i), left / (fares.size() - i));
        }
        reading.behind(ring);
        return budget - left;
    }

    private long pay(Fare fare, long share) {
        Ride ride = fare.ride();
        Reach reach = fare.reach().records() <= share
                ? fare.reach()
                : whereabouts.reach(ride.partition(), ride.key(), fare.from(), ride.until(), share);
        if (reach.offset() > fare.from()) {
            ride.lost(GapReason.TOO_FAR, reach.offset());
            stats.skipped.add(ride.skip(whereabouts));
        }
        return reach.records();
    }
}
