package io.milepost.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;

/** A header that cannot be read the first time. */
final class FaultyHeader implements Header {
    private boolean read;

    @Override
    public String key() {
        return "ce_id";
    }

    @Override
    public byte[] value() {
        if (!read) {
            read = true;
            throw new IllegalStateException("a defect of the test's");
        }
        return "1".getBytes(UTF_8);
    }
}
