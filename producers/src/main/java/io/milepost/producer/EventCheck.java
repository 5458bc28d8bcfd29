package io.milepost.producer;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.event.Json;
import io.milepost.event.ReservedTypes;
import io.milepost.event.Rfc3339;
import io.milepost.schema.DataCheck;
import io.milepost.schema.DataFault;
import java.util.List;

/** What {@link EventPublisher} asks of an event before it sends it. Needs no Kafka; any thread may ask. */
public final class EventCheck {
    private final Streams streams;
    private final DataCheck data;

    /** Checks events for these streams. */
    public EventCheck(Streams streams, DataCheck data) {
        this.streams = streams;
        this.data = data;
    }

    /**
     * Checks an event as a whole.
     *
     * @return the stream it belongs to
     * @throws InvalidEventException if nobody could receive it, or its data does not fit the schema of its type
     */
    public StreamSpec of(Publication publication) {
        StreamSpec stream = streams.named(publication.stream())
                .orElseThrow(() -> new InvalidEventException(
                        "stream",
                        "\"" + publication.stream() + "\" is none of "
                                + String.join(
                                        ", ",
                                        streams.all().stream()
                                                .map(StreamSpec::name)
                                                .toList())));
        if (!stream.template().accepts(publication.key())) {
            throw new InvalidEventException(
                    "key", "makes no channel name with the stream's template " + stream.template());
        }
        if (publication.type().isEmpty()) {
            throw new InvalidEventException("type", "is empty");
        }
        if (ReservedTypes.contains(publication.type())) {
            throw new InvalidEventException(
                    "type", "\"" + publication.type() + "\" is reserved for the gateway's own frames");
        }
        String id = publication.id();
        if (id != null && id.isEmpty()) {
            throw new InvalidEventException("id", "is empty");
        }
        String time = publication.time();
        if (time != null && Rfc3339.normalise(time) == null) {
            throw new InvalidEventException("time", "is no RFC 3339 timestamp");
        }
        data(publication.type(), publication.data());
        return stream;
    }

    /**
     * Checks the data of an event of some type.
     *
     * @throws InvalidEventException if it does not fit the type's schema
     */
    public void data(String type, Json said) {
        List<DataFault> faults = data.faults(type, said);
        if (!faults.isEmpty()) {
            throw new InvalidEventException(faults);
        }
    }
}
