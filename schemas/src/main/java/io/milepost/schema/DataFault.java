package io.milepost.schema;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A place in an event's data that does not fit the schema. Says nothing of what stands there.
 *
 * @param path where, a JSON pointer such as {@code /location/lat}; empty for the data as a whole
 * @param why what is expected there, such as {@code must be a number}
 */
public record DataFault(String path, String why) {
    private static final int NAMED = 5;

    /** Several faults on one line: the first five, and how many more there are. */
    public static String line(List<DataFault> faults) {
        String named = faults.stream().limit(NAMED).map(DataFault::toString).collect(Collectors.joining("; "));
        return faults.size() > NAMED ? named + "; and " + (faults.size() - NAMED) + " more" : named;
    }

    /** As {@code /location/lat: must be a number}. */
    @Override
    public String toString() {
        return path.isEmpty() ? why : path + ": " + why;
    }
}
