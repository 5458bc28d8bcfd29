package io.milepost.log;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.route.Intake;
import io.milepost.route.Routes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which partitions the streams have at some time. Immutable; the next one says what changed. */
public final class Topology {
    private final Streams streams;
    private final Routes routes;
    private final Map<StreamSpec, List<LogPartition>> byStream;
    private final int nextIndex;

    private Topology(Streams streams, Routes routes, Map<StreamSpec, List<LogPartition>> byStream, int nextIndex) {
        this.streams = streams;
        this.routes = routes;
        this.byStream = byStream;
        this.nextIndex = nextIndex;
    }

    /** No stream has a topic yet. */
    public static Topology empty(Streams streams) {
        return empty(streams, Routes.NONE);
    }

    /** The same, where routes say what of the streams clients of the gateway get. */
    static Topology empty(Streams streams, Routes routes) {
        return new Topology(streams, routes, Map.of(), 0);
    }

    /** The same, but this stream has a topic of so many partitions, whose records are unlike any seen before. */
    public Topology with(StreamSpec stream, int topicHash, int partitions) {
        Map<StreamSpec, List<LogPartition>> changed = new LinkedHashMap<>(byStream);
        Intake intake = routes.intake(Routes.NATIVE, stream.name());
        List<LogPartition> fresh = new ArrayList<>(partitions);
        for (int p = 0; p < partitions; p++) {
            fresh.add(new LogPartition(nextIndex + p, stream, intake, topicHash, p, partitions));
        }
        changed.put(stream, List.copyOf(fresh));
        return new Topology(streams, routes, changed, nextIndex + partitions);
    }

    /** The same, but the offsets of this partition no longer continue those before. */
    Topology withBreak(LogPartition broken) {
        Map<StreamSpec, List<LogPartition>> changed = new LinkedHashMap<>(byStream);
        changed.computeIfPresent(
                broken.stream(),
                (stream, old) -> old.stream()
                        .map(partition -> partition != broken
                                ? partition
                                : new LogPartition(
                                        nextIndex,
                                        stream,
                                        broken.intake(),
                                        broken.topicHash(),
                                        broken.partition(),
                                        broken.partitions()))
                        .toList());
        return new Topology(streams, routes, changed, nextIndex + 1);
    }

    /** All partitions there are now. */
    public List<LogPartition> partitions() {
        return byStream.values().stream().flatMap(List::stream).toList();
    }

    /** The partitions of one stream; none if its topic does not exist. */
    List<LogPartition> partitions(StreamSpec stream) {
        return byStream.getOrDefault(stream, List.of());
    }

    /** One more than the highest partition index there ever was. */
    public int size() {
        return nextIndex;
    }

    /** Where the events of a channel lie. */
    public Gathering gather(ChannelName channel) {
        List<LogPartition> found = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Streams.Part part : streams.gather(channel)) {
            List<LogPartition> partitions = partitions(part.stream());
            if (!partitions.isEmpty()) {
                found.add(partitions.get(KeyPartition.of(part.key(), partitions.size())));
                keys.add(part.key());
                names.add(part.stream().template().render(part.key()));
            }
        }
        return new Gathering(channel, found, keys, names);
    }
}
