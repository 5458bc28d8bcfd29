package io.milepost.fanout.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was written, against what arrived.
 *
 * @param written in the order of writing
 * @param arrivals in the order of arriving
 */
public record Ledger(List<Written> written, List<Arrival> arrivals) {
    /** The ids of good events that have not arrived. */
    public Set<String> missing() {
        Set<String> missing = new LinkedHashSet<>();
        written.stream().filter(event -> !event.isPoison()).forEach(event -> missing.add(event.id()));
        arrivals.forEach(arrival -> missing.remove(arrival.id()));
        return missing;
    }

    /** An id for each arrival that was not the first of its event. */
    public List<String> doubles() {
        Set<String> seen = new LinkedHashSet<>();
        List<String> doubles = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            if (!seen.add(arrival.id())) {
                doubles.add(arrival.id());
            }
        }
        return doubles;
    }

    /**
     * Fails unless everything good has arrived, under its key, nothing else has, and the first arrivals of each lane stand in
     * the order of writing.
     */
    public void checkAllInOrder() {
        Map<String, Written> byId = new HashMap<>();
        Map<String, List<String>> expected = new HashMap<>();
        for (Written event : written) {
            if (!event.isPoison()) {
                byId.put(event.id(), event);
                expected.computeIfAbsent(event.lane(), lane -> new ArrayList<>())
                        .add(event.id());
            }
        }
        Map<String, List<String>> came = new HashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Arrival arrival : arrivals) {
            Written event = byId.get(arrival.id());
            assertThat(event).as("what was written as %s", arrival).isNotNull();
            assertThat(arrival.key()).as("the key of %s", arrival.id()).isEqualTo(event.key());
            if (seen.add(arrival.id())) {
                came.computeIfAbsent(event.lane(), lane -> new ArrayList<>()).add(arrival.id());
            }
        }
        assertThat(missing()).as("lost").isEmpty();
        expected.forEach(
                (lane, ids) -> assertThat(came.get(lane)).as("lane %s", lane).isEqualTo(ids));
    }

    /** Fails unless all is there in order, and nothing twice. */
    public void checkOnceAndInOrder() {
        checkAllInOrder();
        assertThat(doubles()).as("arrived twice").isEmpty();
    }
}
