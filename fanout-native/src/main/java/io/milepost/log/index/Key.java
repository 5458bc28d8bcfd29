package io.milepost.log.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A record's key and its 64-bit hash. Two keys may have the same hash: then one of them is looked for where it is not. */
public final class Key {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private final byte[] bytes;
    private final long hash;

    /**
     * Takes a key as it stands in a record.
     *
     * @param bytes kept, and not to be changed
     */
    public Key(byte[] bytes) {
        this.bytes = bytes;
        this.hash = hash(bytes);
    }

    /** The key with this text, in UTF-8. */
    public static Key of(String text) {
        return new Key(text.getBytes(UTF_8));
    }

    /** Its hash. */
    public long hash() {
        return hash;
    }

    /** The hash of a key: all its bits depend on all of the key's. */
    public static long hash(byte[] key) {
        long hash = key.length * STEP;
        int at = 0;
        for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
            hash = mix(hash + (long) LONGS.get(key, at));
        }
        long rest = 0;
        for (; at < key.length; at++) {
            rest = (rest << 8) | (key[at] & 0xff);
        }
        return mix(mix(hash + rest) + STEP);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 32)) * 0xd6e8feb86659fd93L;
        mixed = (mixed ^ (mixed >>> 29)) * STEP;
        return mixed ^ (mixed >>> 32);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return (int) hash;
    }

    @Override
    public String toString() {
        return new String(bytes, UTF_8);
    }
}
