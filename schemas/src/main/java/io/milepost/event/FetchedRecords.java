package io.milepost.event;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Takes events from records just as a consumer with values as {@link ByteBuffer}s has fetched them. There a record's headers lie
 * behind its value in the same array, and from there they are taken: of Kafka's own objects for them each costs several copies, and
 * most are never asked for. Now and then, and first of all, the bytes are held against those objects; if they are not what they are
 * taken for, the objects are used from then on. Belongs to one consumer and its thread.
 */
public final class FetchedRecords {
    /** Of so many records one is looked at closely. */
    private static final int SAMPLE = 1_000;

    private boolean trusted = true;
    private int seen;

    /** Whether headers have always been found where they are taken from. */
    boolean isTrusted() {
        return trusted;
    }

    /** The event of a record, with bytes of its own, so that it does not keep all that was fetched with it from being let go. */
    public RawEvent take(ConsumerRecord<?, ByteBuffer> record) {
        ByteBuffer value = record.value();
        if (!trusted || value == null || !value.hasArray()) {
            return RawEvent.of(record);
        }
        byte[] array = value.array();
        int from = value.arrayOffset() + value.position();
        int headers = from + value.remaining();
        boolean closely = seen++ % SAMPLE == 0;
        int end = closely ? endOf(array, headers, record.headers().toArray()) : endOf(array, headers, record);
        if (end < 0) {
            trusted = false;
            return RawEvent.of(record);
        }
        return new RawEvent(Arrays.copyOfRange(array, from, end), headers - from, record.timestamp());
    }

    /** Where the headers end, or -1 if these are not they. */
    private static int endOf(byte[] array, int at, Header[] same) {
        try {
            Headers headers = new Headers(array, at);
            for (Header one : same) {
                if (!headers.next() || !headers.isLike(one)) {
                    return -1;
                }
            }
            return headers.next() ? -1 : headers.position();
        } catch (IndexOutOfBoundsException e) {
            return -1;
        }
    }

    private static int endOf(byte[] array, int at, ConsumerRecord<?, ?> record) {
        try {
            Headers headers = new Headers(array, at);
            boolean some = headers.next();
            while (headers.next()) {
                // Only where the last one ends is of interest.
            }
            return some == record.headers().iterator().hasNext() ? headers.position() : -1;
        } catch (IndexOutOfBoundsException e) {
            return -1;
        }
    }
}
