package io.milepost.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last value of headers that are mostly the same from record to record, so that many records share one copy.
 * Belongs to one reader and its thread.
 */
public final class HeaderPool {
    private byte @Nullable [] specVersion;
    private byte @Nullable [] source;
    private byte @Nullable [] type;
    private byte @Nullable [] contentType;

    byte @Nullable [] specVersion(byte @Nullable [] value) {
        specVersion = either(specVersion, value);
        return specVersion;
    }

    byte @Nullable [] source(byte @Nullable [] value) {
        source = either(source, value);
        return source;
    }

    byte @Nullable [] type(byte @Nullable [] value) {
        type = either(type, value);
        return type;
    }

    byte @Nullable [] contentType(byte @Nullable [] value) {
        contentType = either(contentType, value);
        return contentType;
    }

    private static byte @Nullable [] either(byte @Nullable [] known, byte @Nullable [] value) {
        return Arrays.equals(known, value) ? known : value;
    }
}
