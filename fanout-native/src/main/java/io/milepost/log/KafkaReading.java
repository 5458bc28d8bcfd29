package io.milepost.log;

import io.milepost.log.CatchUp.Done;
import io.milepost.log.CatchUp.Found;
import io.milepost.log.CatchUp.Lost;
import io.milepost.log.CatchUp.Request;
import io.milepost.log.CatchUp.Said;
import io.milepost.log.index.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One reader's way through one elevator: a {@link Ride} in each partition that the reader is behind in. Confined to the
 * planning thread until it is taken aboard and to the elevator's from then on, but for credit and cancellation.
 */
final class KafkaReading implements CatchUp.Reading {
    private final Request request;
    private final AtomicLong credit;
    private final long[] offsets;
    private final List<Ride> rides = new ArrayList<>();
    private final List<LogRecord> found = new ArrayList<>();
    private boolean planned;
    private boolean ended;
    private volatile @Nullable Elevator elevator;
    private volatile boolean cancelled;

    KafkaReading(Request request) {
        this.request = request;
        this.credit = new AtomicLong(request.credit());
        this.offsets = request.offsets().clone();
    }

    @Override
    public void grant(long bytes) {
        Elevator aboard = credit.getAndAdd(bytes) <= 0 ? elevator : null;
        if (aboard != null) {
            aboard.order(() -> rides.forEach(Ride::serve));
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /** The rides it needs, given where it stands and what the ring holds now. */
    List<Ride> behind(HotRing ring) {
        Gathering gathering = request.gathering();
        for (int i = 0; !planned && i < offsets.length; i++) {
            Key key = Key.of(gathering.key(i));
            rides.add(new Ride(this, i, gathering.partitions().get(i), gathering.name(i), key));
        }
        planned = true;
        rides.removeIf(ride -> ride.isAtEnd(ride.offset()) || ring.holds(ride.partition(), ride.offset()));
        return List.copyOf(rides);
    }

    /** Whether it needs any, as last asked. */
    boolean isBehind() {
        return !rides.isEmpty();
    }

    /** Goes with this elevator from now on. */
    void board(Elevator taken) {
        elevator = taken;
    }

    List<Ride> rides() {
        return List.copyOf(rides);
    }

    long offset(int index) {
        return offsets[index];
    }

    /** Whether nothing more is to be read for it. */
    boolean isOver() {
        return ended || cancelled;
    }

    boolean hasCredit() {
        return credit.get() > 0;
    }

    void take(int index, LogRecord record) {
        if (record.offset() < until(index)) {
            offsets[index] = record.offset() + 1;
            found.add(record);
            credit.addAndGet(-record.weight());
        }
    }

    /** Everything before this offset has been looked at. */
    void passed(int index, long offset) {
        offsets[index] = Math.max(offsets[index], Math.min(offset, until(index)));
    }

    /** From which offset on there is nothing for it. */
    long until(int index) {
        return request.gathering().until(index);
    }

    /** Of what lies before an offset, what is for it cannot be had. */
    void lost(int index, GapReason reason, long offset) {
        handOver();
        passed(index, offset);
        say(new Lost(reason, index, offsets[index]));
    }

    /** The ride is at the ring. With the last one, the reading ends. */
    void arrived(Ride ride) {
        rides.remove(ride);
        if (rides.isEmpty()) {
            end();
        }
    }

    /** Gives its reader what was found. */
    void handOver() {
        if (!found.isEmpty()) {
            say(new Found(List.copyOf(found)));
            found.clear();
        }
    }

    void end() {
        ended = true;
        handOver();
        say(new Done(offsets));
    }

    private void say(Said said) {
        request.loop().execute(() -> {
            if (!cancelled) {
                request.listener().accept(said);
            }
        });
    }
}
