package io.milepost.event;

import io.milepost.trace.TraceContext;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a record until somebody wants its event: the bytes of its value and, behind them, of its headers. Kafka's own
 * objects for the same weigh more than twice as much.
 */
public final class RawEvent {
    /** Bytes that the value of a stream's record has at most. As many as Kafka takes unless a topic is set up for more. */
    public static final int LARGEST = 1 << 20;

    private static final byte[] NOTHING = {};

    private final byte[] bytes;
    private final int size;
    private final boolean tombstone;
    private final long recordTime;

    /** A record whose value has so many bytes, with the headers behind it. */
    RawEvent(byte[] bytes, int size, long recordTime) {
        this(bytes, size, false, recordTime);
    }

    private RawEvent(byte[] bytes, int size, boolean tombstone, long recordTime) {
        this.bytes = bytes;
        this.size = size;
        this.tombstone = tombstone;
        this.recordTime = recordTime;
    }

    /** Copies from any record what its event consists of, without looking into it. */
    public static RawEvent of(ConsumerRecord<?, ByteBuffer> record) {
        ByteBuffer value = record.value();
        byte[] data = value == null ? NOTHING : new byte[value.remaining()];
        if (value != null) {
            value.duplicate().get(data);
        }
        byte[] whole = Headers.write(data, record.headers().toArray());
        return new RawEvent(whole, data.length, value == null, record.timestamp());
    }

    /** The time that Kafka keeps with the record, in milliseconds since 1970. */
    public long recordTime() {
        return recordTime;
    }

    /** How many bytes the value has. */
    public int size() {
        return size;
    }

    /** How many bytes its headers have. */
    public int headersSize() {
        return bytes.length - size;
    }

    /** Whether attributes and data stand together in the value, so that nothing is known without parsing it. */
    public boolean isStructured() {
        return isStructured(text(Attribute.CONTENT_TYPE));
    }

    private static boolean isStructured(@Nullable String media) {
        return media != null && media.startsWith("application/cloudevents");
    }

    /**
     * The event's type as the headers of a record tell it that is not in structured mode, or null if they tell none, or if one of
     * them is too long for the event to be read.
     *
     * @param defaultType the event type of a bare JSON value
     */
    public @Nullable String type(String defaultType) {
        String version = null;
        String type = null;
        for (Headers header = new Headers(bytes, size); header.next(); ) {
            Attribute attribute = header.attribute();
            if (attribute != null && header.valueLength() > attribute.longest() && !attribute.isOptional()) {
                return null;
            }
            version = attribute == Attribute.SPEC_VERSION ? header.text() : version;
            type = attribute == Attribute.TYPE ? header.text() : type;
        }
        return version == null ? defaultType : type;
    }

    /** What the last header says that is this attribute. */
    private @Nullable String text(Attribute attribute) {
        String said = null;
        for (Headers header = new Headers(bytes, size); header.next(); ) {
            if (header.attribute() == attribute) {
                said = header.valueLength() > attribute.longest() ? null : header.text();
            }
        }
        return said;
    }

    /**
     * Reads the event: a CloudEvent in binary or structured mode, or a bare JSON value. Never throws for what it holds.
     *
     * @param defaultType the event type of a bare JSON value
     * @param topic the source of a bare JSON value
     * @param partition with topic and offset, the id of a bare JSON value
     */
    public Decoded decode(String defaultType, String topic, int partition, long offset) {
        return decode(defaultType, topic, partition, offset, LARGEST);
    }

    /**
     * The same for topics of our own, whose records may be larger or have to be smaller.
     *
     * @param largest bytes that the value has at most
     */
    public Decoded decode(String defaultType, String topic, int partition, long offset, int largest) {
        if (tombstone) {
            return new Decoded.Broken("a tombstone: the record has no value");
        }
        if (size > largest) {
            return new Decoded.Broken("the value has " + size + " bytes, more than " + largest);
        }
        Map<Attribute, @Nullable String> said = new EnumMap<>(Attribute.class);
        for (Headers header = new Headers(bytes, size); header.next(); ) {
            Attribute attribute = header.attribute();
            if (attribute == null) {
                continue;
            }
            boolean tooLong = header.valueLength() > attribute.longest();
            if (tooLong && !attribute.isOptional()) {
                return new Decoded.Broken(attribute.header() + " has more than " + attribute.longest() + " bytes");
            }
            said.put(attribute, tooLong ? null : header.text());
        }
        ByteBuffer data = ByteBuffer.wrap(bytes, 0, size);
        String media = said.get(Attribute.CONTENT_TYPE);
        TraceContext trace = TraceContext.of(said.get(Attribute.TRACE_PARENT), said.get(Attribute.TRACE_STATE));
        if (isStructured(media)) {
            return StructuredMode.read(data, recordTime, trace);
        }
        Attributes attributes = said.get(Attribute.SPEC_VERSION) == null
                ? new Attributes(
                        "1.0",
                        topic + "-" + partition + "-" + offset,
                        topic,
                        defaultType,
                        null,
                        null,
                        null,
                        null,
                        media,
                        trace)
                : new Attributes(
                        said.get(Attribute.SPEC_VERSION),
                        said.get(Attribute.ID),
                        said.get(Attribute.SOURCE),
                        said.get(Attribute.TYPE),
                        said.get(Attribute.TIME),
                        said.get(Attribute.SUBJECT),
                        said.get(Attribute.USER_ID),
                        PusherMark.of(said.get(Attribute.PUSHER)),
                        media,
                        trace);
        return attributes.with(data, recordTime);
    }
}
