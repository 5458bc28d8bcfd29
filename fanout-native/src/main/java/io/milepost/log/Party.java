package io.milepost.log;

import io.milepost.log.index.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Those who ride together for the same channel name: a record found once is taken by each as soon as its reader has credit,
 * and held until the last has taken it. When the scan goes elsewhere, the party stays behind with what it holds; who has
 * taken all of that waits for the scan to come back. Confined to the elevator's thread.
 */
final class Party {
    private final Shaft shaft;
    private final String name;
    private final Key key;
    private final List<Ride> rides = new ArrayList<>(1);
    private final List<LogRecord> held = new ArrayList<>(1);
    private long weight;
    private boolean parked;
    private long end;

    Party(Shaft shaft, String name, Key key) {
        this.shaft = shaft;
        this.name = name;
        this.key = key;
    }

    /** The channel name of what it takes. */
    String name() {
        return name;
    }

    /** Somebody gets on who needs nothing of what was found before. */
    void join(Ride ride) {
        ride.board(this, held.size());
        rides.add(ride);
    }

    /** The scan has found a record; see {@link #serve()}. */
    void take(LogRecord record) {
        held.add(record);
        weight += record.weight();
    }

    /** The scan has found what one poll brought. */
    void serve() {
        if (!held.isEmpty()) {
            rides.forEach(this::give);
            trim();
        }
    }

    /** A reader has credit again. */
    void serve(Ride ride) {
        give(ride);
        if (parked && hasAll(ride)) {
            rides.remove(ride);
            getOff(ride, shaft::add);
        }
        trim();
    }

    private void give(Ride ride) {
        while (!hasAll(ride) && ride.hasCredit() && !ride.isOver()) {
            ride.take(held.get(ride.next()));
        }
    }

    private boolean hasAll(Ride ride) {
        return ride.next() == held.size();
    }

    private void trim() {
        int taken = held.size();
        for (Ride ride : rides) {
            taken = Math.min(taken, ride.next());
        }
        if (taken == held.size()) {
            held.clear();
            weight = 0;
        } else if (taken > 0) {
            List<LogRecord> done = held.subList(0, taken);
            done.forEach(record -> weight -= record.weight());
            done.clear();
        }
        for (Ride ride : rides) {
            ride.shift(taken);
        }
    }

    /** Whether somebody has taken everything and would take more. */
    boolean isHungry() {
        for (Ride ride : rides) {
            if (hasAll(ride) && ride.hasCredit()) {
                return true;
            }
        }
        return false;
    }

    /** Heap bytes of what is held. */
    long weight() {
        return weight;
    }

    boolean isEmpty() {
        return rides.isEmpty();
    }

    /**
     * Lets off those whose journey is over, and, if the ring holds what comes next or nothing does, those who have taken
     * everything.
     */
    void settle(boolean atRing) {
        rides.removeIf(ride -> {
            if (!ride.isOver() && (atRing || ride.isAtEnd(end())) && hasAll(ride)) {
                ride.arrive(end());
                return true;
            }
            return ride.isOver();
        });
        trim();
    }

    /** The scan goes elsewhere: who has taken everything waits for it to come back, the others live on what is held. */
    void park(Consumer<Ride> waiting) {
        end();
        parked = true;
        rides.removeIf(ride -> {
            if (hasAll(ride)) {
                getOff(ride, waiting);
                return true;
            }
            return false;
        });
        trim();
    }

    /** Nothing is held any longer: everybody waits for the scan to come by again. */
    void dissolve(Consumer<Ride> waiting) {
        rides.forEach(ride -> getOff(ride, waiting));
        rides.clear();
        trim();
    }

    /** Up to where this party knows everything: as far as was read, and over what follows that cannot be for it. */
    long end() {
        if (!parked && end <= shaft.position()) {
            end = shaft.whereabouts().next(shaft.partition(), key, shaft.position());
        }
        return end;
    }

    private void getOff(Ride ride, Consumer<Ride> waiting) {
        ride.leave(hasAll(ride) ? end() : held.get(ride.next()).offset());
        waiting.accept(ride);
    }
}
