package io.milepost.log;

import io.milepost.event.HeaderPool;
import io.milepost.event.RawEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One partition under scan. The scan goes up; whoever waits above gets on when it comes by, whoever came too late waits
 * below for the next pass. Confined to the elevator's thread.
 */
final class Shaft {
    private final LogPartition partition;
    private final HeaderPool pool = new HeaderPool();
    private final PriorityQueue<Ride> above = new PriorityQueue<>(Comparator.comparingLong(Ride::offset));
    private final List<Ride> below = new ArrayList<>();
    private final Map<String, List<Ride>> aboard = new HashMap<>();
    private long position = -1;
    private boolean moved;

    Shaft(LogPartition partition) {
        this.partition = partition;
    }

    LogPartition partition() {
        return partition;
    }

    /** The offset that the scan reads next. */
    long position() {
        return position;
    }

    void add(Ride ride) {
        (ride.offset() >= position ? above : below).add(ride);
    }

    /**
     * Drops readings that are over, lets those off who are at the ring, and moves the scan to where somebody waits.
     *
     * @return whether anybody is left
     */
    boolean settle(HotRing ring) {
        aboard.values().removeIf(rides -> {
            rides.removeIf(ride -> leaves(ride, position, ring));
            return rides.isEmpty();
        });
        above.removeIf(ride -> leaves(ride, ride.offset(), ring));
        below.removeIf(ride -> leaves(ride, ride.offset(), ring));
        if (aboard.isEmpty()) {
            if (above.isEmpty()) {
                above.addAll(below);
                below.clear();
            }
            Ride lowest = above.peek();
            if (lowest == null) {
                return false;
            }
            if (lowest.offset() != position) {
                position = lowest.offset();
                moved = true;
            }
        }
        return true;
    }

    /** Whether the scan has jumped since last asked, so that the consumer has to seek. */
    boolean takeMoved() {
        boolean was = moved;
        moved = false;
        return was;
    }

    /** Shows records to those they are for. */
    void show(List<ConsumerRecord<byte[], ByteBuffer>> records) {
        for (ConsumerRecord<byte[], ByteBuffer> raw : records) {
            for (Ride next = above.peek(); next != null && next.offset() <= raw.offset(); next = above.peek()) {
                board(above.poll());
            }
            String channel = partition.channelOf(raw.key());
            List<Ride> rides = channel == null ? null : aboard.get(channel);
            if (rides != null) {
                LogRecord record = new LogRecord(partition, raw.offset(), RawEvent.of(raw, pool), false);
                rides.forEach(ride -> ride.offer(record));
            }
        }
    }

    /** Everything before this offset has been shown. */
    void advance(long next) {
        for (Ride ride = above.peek(); ride != null && ride.offset() <= next; ride = above.peek()) {
            board(above.poll());
        }
        position = next;
    }

    /** The broker's log begins here: whoever wanted something older has lost it. */
    void skipTo(long start) {
        List<Ride> all = new ArrayList<>(above);
        all.addAll(below);
        aboard.values().forEach(all::addAll);
        above.clear();
        below.clear();
        aboard.clear();
        position = start;
        moved = true;
        for (Ride ride : all) {
            if (ride.offset() < start) {
                ride.reading().lost(ride.index(), GapReason.RETENTION, start);
            }
            above.add(ride);
        }
    }

    private void board(Ride ride) {
        ride.board(this);
        aboard.computeIfAbsent(ride.name(), name -> new ArrayList<>(1)).add(ride);
    }

    private boolean leaves(Ride ride, long at, HotRing ring) {
        if (ride.reading().isOver()) {
            return true;
        }
        if (ring.holds(partition, at)) {
            ride.reading().arrived(ride, at);
            return true;
        }
        return false;
    }
}
