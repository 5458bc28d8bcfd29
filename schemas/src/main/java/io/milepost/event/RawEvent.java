package io.milepost.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a record until somebody wants its event: the bytes of its CloudEvents attributes and of its value.
 * Kafka's own objects for the same headers weigh more than twice as much.
 */
public final class RawEvent {
    /** Bytes that an attribute in a header has at most. What is longer is not kept. */
    private static final int LONGEST = 4_096;
    /** Bytes that the value of a stream's record has at most. As many as Kafka takes unless a topic is set up for more. */
    public static final int LARGEST = 1 << 20;

    private byte @Nullable [] specVersion;
    private byte @Nullable [] id;
    private byte @Nullable [] source;
    private byte @Nullable [] type;
    private byte @Nullable [] time;
    private byte @Nullable [] subject;
    private byte @Nullable [] userId;
    private byte @Nullable [] contentType;
    private @Nullable String tooLong;
    private int attributes;
    private final byte @Nullable [] value;
    private final int from;
    private final int size;
    private final long recordTime;

    private RawEvent(@Nullable ByteBuffer value, long recordTime) {
        this.value = value == null ? null : value.array();
        this.from = value == null ? 0 : value.arrayOffset() + value.position();
        this.size = value == null ? 0 : value.remaining();
        this.recordTime = recordTime;
    }

    /**
     * Takes from a record what its event consists of, without looking into it.
     *
     * @param pool keeps one copy of what many records say alike; the caller's own
     */
    public static RawEvent of(ConsumerRecord<?, ByteBuffer> record, HeaderPool pool) {
        return of(record, record.value(), pool);
    }

    /** The same with a value of its own: one record that is kept does not keep all that was fetched with it. */
    public static RawEvent copyOf(ConsumerRecord<?, ByteBuffer> record, HeaderPool pool) {
        ByteBuffer value = record.value();
        return of(
                record,
                value == null
                        ? null
                        : ByteBuffer.allocate(value.remaining())
                                .put(value.duplicate())
                                .flip(),
                pool);
    }

    private static RawEvent of(ConsumerRecord<?, ByteBuffer> record, @Nullable ByteBuffer value, HeaderPool pool) {
        RawEvent raw = new RawEvent(value, record.timestamp());
        for (Header header : record.headers()) {
            raw.take(header, pool);
        }
        return raw;
    }

    private void take(Header header, HeaderPool pool) {
        switch (header.key()) {
            case "ce_specversion" -> specVersion = pool.specVersion(kept(header));
            case "ce_id" -> id = kept(header);
            case "ce_source" -> source = pool.source(kept(header));
            case "ce_type" -> type = pool.type(kept(header));
            case "ce_time" -> time = kept(header);
            case "ce_subject" -> subject = kept(header);
            case "ce_userid" -> userId = kept(header);
            case "content-type" -> contentType = pool.contentType(kept(header));
            default -> {}
        }
    }

    private byte @Nullable [] kept(Header header) {
        byte[] said = header.value();
        if (said != null && said.length > LONGEST) {
            tooLong = header.key();
            return null;
        }
        attributes += said == null ? 0 : said.length;
        return said;
    }

    /** The time that Kafka keeps with the record, in milliseconds since 1970. */
    public long recordTime() {
        return recordTime;
    }

    /** How many bytes the value has. */
    public int size() {
        return size;
    }

    /** How many bytes the attributes in its headers have, those included of which many records share one copy. */
    public int attributesSize() {
        return attributes;
    }

    /** Whether attributes and data stand together in the value, so that nothing is known without parsing it. */
    public boolean isStructured() {
        return isStructured(text(contentType));
    }

    private static boolean isStructured(@Nullable String media) {
        return media != null && media.startsWith("application/cloudevents");
    }

    /**
     * The event's type as the headers of a record tell it that is not in structured mode, or null if they tell none.
     *
     * @param defaultType the event type of a bare JSON value
     */
    public @Nullable String type(String defaultType) {
        return specVersion == null ? defaultType : text(type);
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
        if (value == null) {
            return new Decoded.Broken("a tombstone: the record has no value");
        }
        if (size > largest) {
            return new Decoded.Broken("the value has " + size + " bytes, more than " + largest);
        }
        if (tooLong != null) {
            return new Decoded.Broken(tooLong + " has more than " + LONGEST + " bytes");
        }
        ByteBuffer data = ByteBuffer.wrap(value, from, size);
        String media = text(contentType);
        if (isStructured(media)) {
            return StructuredMode.read(data, recordTime);
        }
        Attributes attributes = specVersion == null
                ? new Attributes(
                        "1.0", topic + "-" + partition + "-" + offset, topic, defaultType, null, null, null, media)
                : new Attributes(
                        text(specVersion),
                        text(id),
                        text(source),
                        text(type),
                        text(time),
                        text(subject),
                        text(userId),
                        media);
        return attributes.with(data, recordTime);
    }

    private static @Nullable String text(byte @Nullable [] utf8) {
        return utf8 == null ? null : new String(utf8, UTF_8);
    }
}
