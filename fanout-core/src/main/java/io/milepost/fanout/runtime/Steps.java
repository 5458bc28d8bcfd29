package io.milepost.fanout.runtime;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Position;
import io.milepost.fanout.trail.Trail;
import io.milepost.fanout.trail.TrailStep;
import io.milepost.fanout.trail.TrailStep.What;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tells a trail what becomes of events; of what is no event there is nothing to tell. Confined to the driver. */
final class Steps {
    private final String fanout;
    private final Trail trail;

    Steps(String fanout, Trail trail) {
        this.fanout = fanout;
        this.trail = trail;
    }

    void delivered(Item item, String detail) {
        note(item.delivery(), What.DELIVERED, item.calls, detail, null);
    }

    void retried(Item item, String why) {
        note(item.delivery(), What.RETRIED, item.calls, why, null);
    }

    void putAside(Item item, String why, @Nullable Position letter) {
        note(item.delivery(), What.DEAD_LETTER, item.calls, why, letter);
    }

    void filtered(Delivery delivery) {
        note(delivery, What.FILTERED, 0, "", null);
    }

    private void note(@Nullable Delivery delivery, What what, int attempt, String detail, @Nullable Position letter) {
        if (delivery != null && trail != Trail.NONE) {
            trail.note(new TrailStep(
                    fanout,
                    delivery.event().source(),
                    delivery.event().id(),
                    delivery.position(),
                    delivery.channel(),
                    what,
                    attempt,
                    detail,
                    letter,
                    Instant.now()));
        }
    }
}
