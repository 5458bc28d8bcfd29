package io.milepost.console.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.channel.ChannelName;
import io.milepost.channel.KeyPartition;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Decoded.Intact;
import io.milepost.event.Event;
import io.milepost.event.RawEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Finds an event's record in the streams, from the newest backwards. Confined to one thread. */
public final class EventSearch {
    /** What an event is called that is a bare JSON value: after its place. */
    private static final Pattern PLACE = Pattern.compile("(.+)-(\\d{1,6})-(\\d{1,18})");

    private final Scan scan;
    private final Map<String, StreamSpec> byTopic;
    private final Streams streams;

    /** Looks in these streams. */
    public EventSearch(Scan scan, Streams streams) {
        this.scan = scan;
        this.streams = streams;
        byTopic = streams.all().stream().collect(Collectors.toMap(StreamSpec::topic, stream -> stream));
    }

    /** An event and where it lies. */
    public record Hit(StreamSpec stream, Event event, ConsumerRecord<byte[], ByteBuffer> record) {
        /** The record's key; empty if it has none. */
        public String key() {
            return record.key() == null ? "" : new String(record.key(), UTF_8);
        }
    }

    /** What a search came to: an event, or nothing, and whether all there is was looked at. */
    public record Result(Optional<Hit> hit, boolean complete) {}

    /**
     * Looks for an event.
     *
     * @param source its source; null for any
     * @param channel one of its channels, in which alone to look; null to look everywhere
     */
    public Result find(String id, @Nullable String source, @Nullable ChannelName channel, Budget budget) {
        Matcher place = PLACE.matcher(id);
        if (place.matches() && byTopic.containsKey(place.group(1))) {
            TopicPartition partition = new TopicPartition(place.group(1), Integer.parseInt(place.group(2)));
            Optional<Hit> hit =
                    scan.at(partition, Long.parseLong(place.group(3))).flatMap(record -> hit(record, id, source));
            if (hit.isPresent()) {
                return new Result(hit, true);
            }
        }
        List<Hit> hits = new ArrayList<>();
        Scan.Found found = scan.backwards(partitions(channel), budget, record -> {
            hit(record, id, source).ifPresent(hits::add);
            return !hits.isEmpty();
        });
        return new Result(hits.stream().findFirst(), found.complete());
    }

    private List<TopicPartition> partitions(@Nullable ChannelName channel) {
        List<TopicPartition> all = new ArrayList<>();
        if (channel == null) {
            byTopic.keySet().forEach(topic -> all.addAll(scan.partitions(topic)));
        } else {
            for (Streams.Part part : streams.gather(channel)) {
                List<TopicPartition> partitions = scan.partitions(part.stream().topic());
                if (part.stream().isSpread()) {
                    all.addAll(partitions);
                } else if (!partitions.isEmpty()) {
                    all.add(new TopicPartition(part.stream().topic(), KeyPartition.of(part.key(), partitions.size())));
                }
            }
        }
        return all;
    }

    private Optional<Hit> hit(ConsumerRecord<byte[], ByteBuffer> record, String id, @Nullable String source) {
        StreamSpec stream = byTopic.get(record.topic());
        if (stream == null || record.value() == null || !mayBe(record, id)) {
            return Optional.empty();
        }
        return RawEvent.of(record).decode(stream.defaultType(), record.topic(), record.partition(), record.offset())
                                instanceof Intact intact
                        && intact.event().id().equals(id)
                        && (source == null || source.equals(intact.event().source()))
                ? Optional.of(new Hit(stream, intact.event(), record))
                : Optional.empty();
    }

    /** Whether it is worth looking into: most records say their id in a header. */
    private static boolean mayBe(ConsumerRecord<byte[], ByteBuffer> record, String id) {
        var header = record.headers().lastHeader("ce_id");
        return header == null || header.value() == null || new String(header.value(), UTF_8).equals(id);
    }
}
