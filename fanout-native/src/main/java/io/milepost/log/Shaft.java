package io.milepost.log;

import io.milepost.event.FetchedRecords;
import io.milepost.log.index.BlockWriter;
import io.milepost.log.index.Key;
import io.milepost.log.index.SkipIndex;
import io.milepost.trace.Span;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One partition under scan. The scan sweeps up as long as somebody aboard can take what it finds; who waits above gets on
 * when it comes by, who waits below is fetched by the next sweep. It never stops for a reader without credit: such a reader
 * stays behind, for a while with what was found for it already. Confined to the elevator's thread.
 */
final class Shaft {
    /** Records after which a sweep is given up if somebody with credit waits below. */
    private static final long SWEEP = 100_000;

    /** Offsets that have to be of no use to anybody for a seek to be quicker than reading them. */
    private static final long LEAP = 2_000;

    private final LogPartition partition;
    private final Whereabouts whereabouts;
    private final BlockWriter blocks;
    private final LogStats stats;
    private final Span span;
    private final FetchedRecords fetched = new FetchedRecords();
    private final Map<Key, Party> aboard = new HashMap<>();
    private final List<Party> parked = new ArrayList<>();
    private final PriorityQueue<Ride> above = new PriorityQueue<>(Comparator.comparingLong(Ride::offset));
    private final List<Ride> below = new ArrayList<>();
    private long position = -1;
    private long swept;
    private long shown;
    private boolean moved;

    /**
     * A scan that has read nothing yet.
     *
     * @param span ended when nobody is left
     */
    Shaft(LogPartition partition, SkipIndex index, Whereabouts whereabouts, LogStats stats, Span span) {
        this.partition = partition;
        this.whereabouts = whereabouts;
        this.blocks = new BlockWriter(index, partition.run());
        this.stats = stats;
        this.span = span;
    }

    LogPartition partition() {
        return partition;
    }

    Whereabouts whereabouts() {
        return whereabouts;
    }

    /** The offset that the scan reads next. */
    long position() {
        return position;
    }

    /** Somebody waits for the scan, there where something may be for them. */
    void add(Ride ride) {
        ride.skip(whereabouts);
        if (ride.offset() >= position) {
            above.add(ride);
        } else {
            below.add(ride);
        }
    }

    /**
     * Lets off who is at the ring or gone, and decides where the scan goes on.
     *
     * @return whether anybody is left
     */
    boolean settle(HotRing ring) {
        Predicate<Party> leaves = party -> {
            party.settle(ring.holds(partition, party.end()));
            return party.isEmpty();
        };
        aboard.values().removeIf(leaves);
        parked.removeIf(leaves);
        above.removeIf(ride -> isDone(ride, ring));
        below.removeIf(ride -> isDone(ride, ring));
        if (!isHungry() || (swept > SWEEP && below.stream().anyMatch(Ride::hasCredit))) {
            sweepOn();
        } else {
            leap();
        }
        return !aboard.isEmpty() || !parked.isEmpty() || !above.isEmpty() || !below.isEmpty();
    }

    /** Nobody is left. */
    void end() {
        span.with("milepost.records", shown).end();
    }

    private static boolean isDone(Ride ride, HotRing ring) {
        if (!ride.isOver() && (ride.isAtEnd(ride.offset()) || ring.holds(ride.partition(), ride.offset()))) {
            ride.arrive(ride.offset());
            return true;
        }
        return ride.isOver();
    }

    /** Goes to the lowest above who has credit, or else to the lowest of all who have; stays if nobody has. */
    private void sweepOn() {
        List<Ride> candidates = new ArrayList<>(above);
        if (swept > SWEEP || above.stream().noneMatch(Ride::hasCredit)) {
            candidates.addAll(below);
        }
        candidates.stream()
                .filter(Ride::hasCredit)
                .mapToLong(Ride::offset)
                .min()
                .ifPresent(this::moveTo);
    }

    private void moveTo(long target) {
        swept = 0;
        if (target != position) {
            List<Ride> waiting = new ArrayList<>(above);
            waiting.addAll(below);
            aboard.values().forEach(party -> party.park(waiting::add));
            aboard.values().stream().filter(party -> !party.isEmpty()).forEach(parked::add);
            aboard.clear();
            restart(target, waiting);
        }
    }

    /** Passes over what is of no use to anybody, if that is a good deal. Those without credit who wait there wait on. */
    private void leap() {
        long target = Long.MAX_VALUE;
        for (Party party : aboard.values()) {
            target = Math.min(target, party.end());
        }
        for (Ride ride : above) {
            target = ride.hasCredit() ? Math.min(target, ride.offset()) : target;
        }
        if (target < Long.MAX_VALUE && target - position >= LEAP) {
            stats.skipped.add(target - position);
            goTo(target);
            while (!above.isEmpty() && above.element().offset() < target) {
                below.add(above.remove());
            }
        }
    }

    private void goTo(long target) {
        position = target;
        moved = true;
        blocks.jump(target);
    }

    private void restart(long target, List<Ride> waiting) {
        above.clear();
        below.clear();
        goTo(target);
        waiting.forEach(this::add);
    }

    /** Whether somebody can take what the scan finds next. */
    boolean isHungry() {
        return aboard.values().stream().anyMatch(Party::isHungry)
                || above.stream().anyMatch(ride -> ride.offset() == position && ride.hasCredit());
    }

    /** Whether the scan has jumped since last asked, so that the consumer has to seek. */
    boolean takeMoved() {
        boolean was = moved;
        moved = false;
        return was;
    }

    /**
     * Shows what was read to those it is for. If a defect keeps a record from being shown, the scan goes on with that one.
     *
     * @param next everything before this offset was read
     */
    void show(List<ConsumerRecord<byte[], ByteBuffer>> records, long next) {
        for (ConsumerRecord<byte[], ByteBuffer> raw : records) {
            try {
                show(raw);
            } catch (RuntimeException e) {
                goTo(raw.offset());
                throw e;
            }
        }
        aboard.values().forEach(Party::serve);
        blocks.reached(next);
        board(next);
        position = next;
        swept += records.size();
        shown += records.size();
    }

    private void show(ConsumerRecord<byte[], ByteBuffer> raw) {
        board(raw.offset());
        if (raw.key() == null) {
            blocks.takeKeyless(raw.offset(), raw.timestamp());
            return;
        }
        Key key = new Key(raw.key());
        blocks.take(key.hash(), raw.offset(), raw.timestamp());
        Party party = aboard.get(key);
        if (party != null) {
            LogRecord record = new LogRecord(partition, raw.offset(), fetched.take(raw), false);
            if (partition.takes(party.name(), record)) {
                party.take(record);
            }
        }
    }

    private void board(long offset) {
        for (Ride ride = above.peek(); ride != null && ride.offset() <= offset; ride = above.peek()) {
            String name = ride.name();
            Party party = aboard.computeIfAbsent(ride.key(), key -> new Party(this, name, key));
            above.remove();
            party.join(ride);
        }
    }

    /** Lets go of what is held if it is more than so many bytes, first of what the scan has left behind. */
    void bound(long most) {
        long weight = weight(parked) + weight(aboard.values());
        while (weight > most && !parked.isEmpty()) {
            Party oldest = parked.remove(0);
            weight -= oldest.weight();
            oldest.dissolve(this::add);
        }
        if (weight > most) {
            List<Party> heavy =
                    aboard.values().stream().filter(party -> party.weight() > 0).toList();
            aboard.values().removeAll(heavy);
            heavy.forEach(party -> party.dissolve(this::add));
        }
    }

    private static long weight(Iterable<Party> parties) {
        long weight = 0;
        for (Party party : parties) {
            weight += party.weight();
        }
        return weight;
    }

    /** The broker's log begins here: whoever wanted something older has lost it. */
    void skipTo(long start) {
        List<Ride> waiting = new ArrayList<>(above);
        waiting.addAll(below);
        aboard.values().forEach(party -> party.dissolve(waiting::add));
        aboard.clear();
        waiting.stream()
                .filter(ride -> ride.offset() < Math.min(start, ride.until()))
                .forEach(ride -> ride.lost(GapReason.RETENTION, start));
        restart(start, waiting);
    }
}
