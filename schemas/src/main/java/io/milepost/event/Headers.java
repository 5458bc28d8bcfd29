package io.milepost.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the headers of a record as they lie in Kafka's record format 2: how many there are, then of each the length of its
 * name, the name, the length of its value or -1 for null, the value; numbers are zigzag varints.
 */
final class Headers {
    /** Bytes of headers that most records do not exceed. */
    private static final int USUAL = 512;

    private final byte[] array;
    private int at;
    private int left;
    private int name;
    private int nameLength;
    private int value;
    private int valueLength;

    /**
     * Stands before the first.
     *
     * @throws IndexOutOfBoundsException if there are none here
     */
    Headers(byte[] array, int at) {
        this.array = array;
        this.at = at;
        this.left = number();
    }

    /**
     * Goes to the next.
     *
     * @return whether there is one
     * @throws IndexOutOfBoundsException if what lies here is no header
     */
    boolean next() {
        if (left <= 0) {
            return false;
        }
        left--;
        nameLength = number();
        name = passed(nameLength);
        valueLength = number();
        value = passed(Math.max(0, valueLength));
        return true;
    }

    private int passed(int length) {
        int from = at;
        if (length < 0 || length > array.length - from) {
            throw new IndexOutOfBoundsException(length);
        }
        at += length;
        return from;
    }

    private int number() {
        int zigzag = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte part = array[at++];
            zigzag |= (part & 0x7f) << shift;
            if (part >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new IndexOutOfBoundsException(at);
    }

    /** The attribute that this header holds, if it is one. */
    @Nullable
    Attribute attribute() {
        return Attribute.named(array, name, nameLength);
    }

    /** The header's name. */
    String name() {
        return new String(array, name, nameLength, UTF_8);
    }

    /** How long its value is; 0 if it is null. */
    int valueLength() {
        return Math.max(0, valueLength);
    }

    /** Its value as text, or null. */
    @Nullable
    String text() {
        return valueLength < 0 ? null : new String(array, value, valueLength, UTF_8);
    }

    /** Where the next begins, or what follows the last. */
    int position() {
        return at;
    }

    /** Whether this one has the name and value of another. */
    boolean isLike(Header other) {
        byte[] said = other.value();
        return name().equals(other.key())
                && (said == null
                        ? valueLength < 0
                        : said.length == valueLength
                                && Arrays.equals(said, 0, valueLength, array, value, value + valueLength));
    }

    /** A value with the headers behind it, as they would lie in a fetched record. */
    static byte[] write(byte[] value, Header[] headers) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length + USUAL);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(value);
            ByteUtils.writeVarint(headers.length, out);
            for (Header header : headers) {
                byte[] name = header.key().getBytes(UTF_8);
                ByteUtils.writeVarint(name.length, out);
                out.write(name);
                byte[] said = header.value();
                ByteUtils.writeVarint(said == null ? -1 : said.length, out);
                out.write(said == null ? new byte[0] : said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // In memory nothing can fail.
        }
        return bytes.toByteArray();
    }
}
