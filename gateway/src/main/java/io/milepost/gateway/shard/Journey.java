package io.milepost.gateway.shard;

import io.milepost.log.CatchUp.Done;
import io.milepost.log.CatchUp.Found;
import io.milepost.log.CatchUp.Listener;
import io.milepost.log.CatchUp.Lost;
import io.milepost.log.CatchUp.Reading;
import io.milepost.log.CatchUp.Request;
import io.milepost.log.CatchUp.Said;
import io.milepost.log.Gathering;
import org.jspecify.annotations.Nullable;

/**
 * A subscription's reading of what lies behind the ring. It is given as much credit as the socket has shown to take. Confined to
 * the shard's event loop.
 */
final class Journey implements Listener {
    private final Shard shard;
    private final Subscription subscription;
    private @Nullable Reading reading;
    private long owed;
    private boolean over;

    Journey(Shard shard, Subscription subscription) {
        this.shard = shard;
        this.subscription = subscription;
    }

    void begin(Gathering way, long[] offsets) {
        subscription.subscriber().journeyBegun();
        reading = shard.log().catchUp().begin(new Request(way, offsets, credit(), shard.loop(), this));
    }

    @Override
    public void accept(Said said) {
        if (over) {
            return;
        }
        if (said instanceof Found found) {
            if (subscription.found(found.records())) {
                found.records().forEach(record -> owed += record.weight());
                if (subscription.subscriber().isWritable()) {
                    payCredit();
                }
            }
        } else if (said instanceof Lost lost) {
            subscription.lost(lost);
        } else if (said instanceof Done done) {
            subscription.arrived(done.offsets());
        }
    }

    void payCredit() {
        Reading under = reading;
        if (under != null && owed > 0) {
            under.grant(owed);
            owed = 0;
        }
    }

    void end() {
        over = true;
        subscription.subscriber().journeyEnded();
        if (reading != null) {
            reading.cancel();
        }
    }

    private long credit() {
        return Math.max(
                1, shard.pace().portionBytes() / subscription.subscriber().journeys());
    }
}
