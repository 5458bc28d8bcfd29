package io.milepost.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How one incarnation of a topic got more partitions, as far as it was seen. Immutable.
 *
 * @param steps by how many partitions there were: where those before, by their number, ended when there were no more yet, as far as
 *     that is known; nothing at the first count
 */
record Growth(NavigableMap<Integer, List<Long>> steps) {
    /** In place of an offset that nobody has seen. */
    static final long UNKNOWN = -1;

    /** Of no topic. */
    static final Growth NONE = new Growth(new TreeMap<>());

    Growth {
        steps = Collections.unmodifiableNavigableMap(new TreeMap<>(steps));
    }

    /** The same, and then there were so many. */
    Growth to(int count, List<Long> ends) {
        return and(new Growth(new TreeMap<>(Map.of(count, ends))));
    }

    /** What two have seen. Of two ends the first counts: before it lies less that somebody has taken for the key's former. */
    Growth and(Growth other) {
        NavigableMap<Integer, List<Long>> both = new TreeMap<>(steps);
        other.steps.forEach((count, ends) -> both.merge(count, List.copyOf(ends), Growth::lower));
        return new Growth(both);
    }

    private static List<Long> lower(List<Long> some, List<Long> others) {
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < Math.max(some.size(), others.size()); i++) {
            long one = at(some, i);
            long other = at(others, i);
            ends.add(one == UNKNOWN || other == UNKNOWN ? Math.max(one, other) : Math.min(one, other));
        }
        return List.copyOf(ends);
    }

    /** The same as it was when there were no more than so many. */
    Growth upTo(int count) {
        return new Growth(steps.headMap(count, true));
    }

    /** The same, but nothing of this partition is known beyond an offset: what is written there again is new. */
    Growth cut(int partition, long at) {
        NavigableMap<Integer, List<Long>> cut = new TreeMap<>(steps);
        cut.replaceAll((count, ends) -> {
            List<Long> capped = new ArrayList<>(ends);
            if (partition < capped.size()) {
                capped.set(partition, Math.min(capped.get(partition), at));
            }
            return List.copyOf(capped);
        });
        return new Growth(cut);
    }

    /** How many partitions there were at each time; rising. */
    List<Integer> counts() {
        return List.copyOf(steps.keySet());
    }

    /** Before which offset nothing was written to a partition by those who knew of so many; {@link #UNKNOWN} perhaps. */
    long since(int partition, int count) {
        Integer before = steps.lowerKey(count);
        List<Long> ends = steps.get(count);
        if (before == null || ends == null) {
            return UNKNOWN;
        }
        return partition < before ? at(ends, partition) : 0;
    }

    private static long at(List<Long> ends, int partition) {
        return partition < ends.size() ? ends.get(partition) : UNKNOWN;
    }
}
