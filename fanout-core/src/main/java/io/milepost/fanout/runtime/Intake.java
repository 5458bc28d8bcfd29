package io.milepost.fanout.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.channel.StreamSpec;
import io.milepost.event.Decoded;
import io.milepost.event.Event;
import io.milepost.event.RawEvent;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.Position;
import io.milepost.fanout.deadletter.Origin;
import io.milepost.fanout.deadletter.Redrive;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes of a record what the sink would be given. Confined to the driver. */
final class Intake {
    private final String sink;
    private final String retryTopic;
    private final EventFilter filter;
    private final int largest;
    private final Map<String, StreamSpec> byTopic = new HashMap<>();

    Intake(String sink, SinkConfig config, EventFilter filter) {
        this.sink = sink;
        this.retryTopic = config.topics().retry();
        this.filter = filter;
        this.largest = config.largest();
        config.streams().forEach(stream -> byTopic.put(stream.topic(), stream));
    }

    /** What a record is to the sink. */
    sealed interface Taken {
        /** An event to deliver. */
        record Deliver(Delivery delivery) implements Taken {}

        /** Nothing that could be delivered to anybody. */
        record Undeliverable(Failure why) implements Taken {}

        /** Another's business. */
        record NotOurs() implements Taken {}

        /** An event that the routes keep from this sink. */
        record Filtered(Delivery delivery) implements Taken {}
    }

    List<String> topics() {
        List<String> topics = new ArrayList<>(byTopic.keySet());
        topics.add(retryTopic);
        return topics;
    }

    Taken take(ConsumerRecord<byte[], ByteBuffer> record) {
        boolean redriven = record.topic().equals(retryTopic);
        if (redriven && !Redrive.isFor(record, sink)) {
            return new Taken.NotOurs();
        }
        // A stream's own record comes from where it lies, whatever its headers say.
        Origin origin = redriven ? Origin.of(record) : Origin.at(record);
        StreamSpec stream = byTopic.get(origin.topic());
        if (stream == null) {
            return undeliverable("no stream is configured for the topic " + origin.topic());
        }
        if (record.key() == null) {
            return undeliverable("the record has no key");
        }
        String key = new String(record.key(), UTF_8);
        if (!stream.template().accepts(key)) {
            return undeliverable("the key makes no channel name with the template " + stream.template());
        }
        ConsumerRecord<byte[], ByteBuffer> first = redriven ? origin.restore(record) : record;
        Decoded decoded = RawEvent.of(first)
                .decode(stream.defaultType(), first.topic(), first.partition(), first.offset(), largest);
        if (decoded instanceof Decoded.Broken broken) {
            return undeliverable(broken.why());
        }
        return deliver(stream, key, ((Decoded.Intact) decoded).event(), origin, redriven);
    }

    private Taken deliver(StreamSpec stream, String key, Event event, Origin origin, boolean redriven) {
        String channel = stream.template().render(key);
        Delivery delivery = new Delivery(
                stream.name(),
                channel,
                key,
                event,
                new Position(origin.topic(), origin.partition(), origin.offset()),
                Instant.ofEpochMilli(origin.recorded()),
                1,
                redriven);
        // What a person has sent again to this sink goes there, whatever the routes say by now.
        return redriven || filter.takes(stream.name(), event.type(), channel)
                ? new Taken.Deliver(delivery)
                : new Taken.Filtered(delivery);
    }

    private static Taken undeliverable(String why) {
        return new Taken.Undeliverable(Failure.of("undeliverable", why));
    }
}
