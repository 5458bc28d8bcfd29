package io.milepost.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.milepost.trace.TraceContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a record's headers say of its event that Milepost knows: a CloudEvent's attributes in binary mode, and its trace. */
enum Attribute {
    SPEC_VERSION("ce_specversion"),
    ID("ce_id"),
    SOURCE("ce_source"),
    TYPE("ce_type"),
    TIME("ce_time"),
    SUBJECT("ce_subject"),
    USER_ID("ce_userid"),
    PUSHER("ce_pusher"),
    CONTENT_TYPE("content-type"),
    TRACE_PARENT(TraceContext.PARENT, TraceContext.LONGEST_PARENT),
    TRACE_STATE(TraceContext.STATE, TraceContext.LONGEST_STATE);

    /** Bytes that one of CloudEvents' has at most. */
    private static final int LONGEST = 4_096;

    private static final Attribute[] ALL = values();

    private final String header;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes into it
    private final byte[] bytes;

    private final int longest;

    Attribute(String header) {
        this(header, LONGEST);
    }

    Attribute(String header, int longest) {
        this.header = header;
        this.bytes = header.getBytes(US_ASCII);
        this.longest = longest;
    }

    /** Bytes that its value has at most. What is longer is not looked at. */
    int longest() {
        return longest;
    }

    /** Whether no event is the worse for being without. */
    boolean isOptional() {
        return this == TRACE_PARENT || this == TRACE_STATE;
    }

    /** The header's name. */
    String header() {
        return header;
    }

    /** Which one a header is whose name lies here, if it is any. */
    static @Nullable Attribute named(byte[] array, int from, int length) {
        for (Attribute attribute : ALL) {
            byte[] name = attribute.bytes;
            if (name.length == length && Arrays.equals(name, 0, length, array, from, from + length)) {
                return attribute;
            }
        }
        return null;
    }
}
