package io.milepost.fanout.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The headers that a dead letter has beside those of the record it was. */
final class DeadLetterHeaders {
    static final String PREFIX = "milepost_";
    static final String SINK = PREFIX + "sink";
    static final String TOPIC = PREFIX + "topic";
    static final String PARTITION = PREFIX + "partition";
    static final String OFFSET = PREFIX + "offset";
    static final String RECORDED = PREFIX + "recorded";
    static final String CODE = PREFIX + "code";
    static final String ERROR_CLASS = PREFIX + "error_class";
    static final String MESSAGE = PREFIX + "message";
    static final String ATTEMPTS = PREFIX + "attempts";
    static final String FIRST_FAILURE = PREFIX + "first_failure";
    static final String LAST_FAILURE = PREFIX + "last_failure";

    /** On a record of the retry topic: sent again by a person, and so out of order. */
    static final String OUT_OF_ORDER = PREFIX + "out_of_order";

    /** On a record of the dead letters that is none: says which one has been sent again. */
    static final String REDRIVEN = PREFIX + "redriven";

    private DeadLetterHeaders() {}

    static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }

    static long number(Headers headers, String name) {
        String text = text(headers, name);
        try {
            return text == null ? -1 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
