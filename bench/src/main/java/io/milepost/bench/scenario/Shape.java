package io.milepost.bench.scenario;

import io.milepost.bench.load.Audience;
import io.milepost.bench.load.Manner;
import io.milepost.bench.subject.Subject;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Channels, each with as many subscribers as the others.
 *
 * @param channels how many
 * @param subscribers of each
 */
record Shape(int channels, int subscribers) {
    List<String> keys() {
        return IntStream.range(0, channels).mapToObj(i -> "bench-" + i).toList();
    }

    int connections() {
        return channels * subscribers;
    }

    Audience connect(Subject subject) throws InterruptedException {
        return Audience.connect(subject.address(), manners(subject), subject.tls());
    }

    List<Manner> manners(Subject subject) {
        return keys().stream()
                .flatMap(key -> Collections.nCopies(subscribers, subject.manner(key)).stream())
                .toList();
    }

    @Override
    public String toString() {
        return "%,d × %,d".formatted(channels, subscribers);
    }
}
