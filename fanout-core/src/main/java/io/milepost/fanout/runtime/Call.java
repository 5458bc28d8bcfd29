package io.milepost.fanout.runtime;

import io.milepost.fanout.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Events on their way to the sink together. Confined to the driver. */
final class Call {
    final long began;
    final List<Item> items = new ArrayList<>();

    /** For each item its lane. */
    final List<Lane> lanes = new ArrayList<>();

    /** Whether an event is in it that has not failed before. */
    boolean isNews;

    Call(long began) {
        this.began = began;
    }

    void add(Lane lane, Item item) {
        items.add(item);
        lanes.add(lane);
        lane.out++;
        isNews |= item.calls == 0;
    }

    /** The same outcome for each. */
    List<Outcome> all(Outcome outcome) {
        return Collections.nCopies(items.size(), outcome);
    }
}
