package io.milepost.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.channel.ChannelName;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a device stands: for each channel that it follows, the cursor that it acknowledged last. As text, a line for each with
 * the channel, a space and the cursor. Immutable.
 */
public final class Places {
    /** Bytes that their text has at most: what Kafka keeps with a committed offset, unless a broker is set up for more. */
    public static final int MAX_BYTES = 4_096;

    /** None yet. */
    public static final Places NONE = new Places(new TreeMap<>());

    private final SortedMap<String, String> cursors;

    private Places(SortedMap<String, String> cursors) {
        this.cursors = cursors;
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    public static Places of(String text) {
        SortedMap<String, String> cursors = new TreeMap<>();
        for (String line : text.isEmpty() ? new String[0] : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            boolean isPlace = space > 0 && space == line.lastIndexOf(' ') && space < line.length() - 1;
            if (!isPlace || !ChannelName.isValid(line.substring(0, space))) {
                throw new IllegalArgumentException("a line that is no channel and cursor");
            }
            cursors.put(line.substring(0, space), line.substring(space + 1));
        }
        return new Places(cursors);
    }

    /** The cursor in a channel; null if it does not follow that. */
    public @Nullable String cursor(ChannelName channel) {
        return cursors.get(channel.value());
    }

    /** The same with this cursor in a channel. */
    public Places with(ChannelName channel, String cursor) {
        SortedMap<String, String> changed = new TreeMap<>(cursors);
        changed.put(channel.value(), cursor);
        return new Places(changed);
    }

    /** The same without a channel. */
    public Places without(ChannelName channel) {
        SortedMap<String, String> changed = new TreeMap<>(cursors);
        changed.remove(channel.value());
        return new Places(changed);
    }

    /** Whether Kafka keeps as much. */
    public boolean fits() {
        return text().getBytes(UTF_8).length <= MAX_BYTES;
    }

    /** What is kept. */
    public String text() {
        return cursors.entrySet().stream().map(Places::line).collect(Collectors.joining("\n"));
    }

    private static String line(Map.Entry<String, String> place) {
        return place.getKey() + " " + place.getValue();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Places places && cursors.equals(places.cursors);
    }

    @Override
    public int hashCode() {
        return cursors.hashCode();
    }

    /** How many there are; cursors are long, and nobody's business in a log. */
    @Override
    public String toString() {
        return cursors.size() + " places";
    }
}
