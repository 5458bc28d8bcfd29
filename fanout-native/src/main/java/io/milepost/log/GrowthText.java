package io.milepost.log;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A topic's growth as a text for each partition: the hash of the topic's id, then the counts in which the partition was there
 * before, with its end where that is known, as in {@code 1f3a09c2 4 6:120 9:300}.
 */
final class GrowthText {
    /** Of more steps the newest: Kafka keeps 4,096 characters of an offset's metadata, and a step takes at most 31. */
    private static final int STEPS = 128;

    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{8})((?: [0-9]{1,9}(?::[0-9]{1,19})?)*)");
    private static final Pattern STEP = Pattern.compile(" ([0-9]+)(?::([0-9]+))?");

    private GrowthText() {}

    /** By partition number; of those that have been there for more than one count. */
    static Map<Integer, String> write(int topicHash, Growth growth) {
        List<Integer> counts = growth.counts();
        List<Integer> newest = counts.subList(Math.max(0, counts.size() - STEPS), counts.size());
        Map<Integer, String> texts = new TreeMap<>();
        int before = counts.size() < 2 ? 0 : counts.get(counts.size() - 2);
        for (int partition = 0; partition < before; partition++) {
            int of = partition;
            texts.put(
                    of,
                    HexFormat.of().toHexDigits(topicHash)
                            + newest.stream()
                                    .filter(count -> count > of)
                                    .map(count -> step(growth, of, count))
                                    .collect(Collectors.joining()));
        }
        return texts;
    }

    private static String step(Growth growth, int partition, int count) {
        long end = growth.since(partition, count);
        return end == Growth.UNKNOWN ? " " + count : " " + count + ":" + end;
    }

    /**
     * What the texts of a topic's partitions say; those of another topic that had its name say nothing.
     *
     * @throws IllegalArgumentException if one is no such text
     */
    static Growth read(int topicHash, Map<Integer, String> texts) {
        NavigableMap<Integer, List<Long>> steps = new TreeMap<>();
        new TreeMap<>(texts).forEach((partition, text) -> {
            Matcher words = TEXT.matcher(text);
            if (!words.matches()) {
                throw new IllegalArgumentException("no growth of a topic");
            }
            if (HexFormat.fromHexDigits(words.group(1)) == topicHash) {
                Matcher step = STEP.matcher(words.group(2));
                while (step.find()) {
                    add(steps, partition, Integer.parseInt(step.group(1)), step.group(2));
                }
            }
        });
        return new Growth(steps);
    }

    private static void add(NavigableMap<Integer, List<Long>> steps, int partition, int count, @Nullable String end) {
        if (count <= partition) {
            throw new IllegalArgumentException("a partition that there was not");
        }
        List<Long> ends = steps.computeIfAbsent(count, unseen -> new ArrayList<>());
        if (end != null) {
            ends.addAll(Collections.nCopies(partition - ends.size(), Growth.UNKNOWN));
            ends.add(Long.parseLong(end));
        }
    }
}
