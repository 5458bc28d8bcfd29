package io.milepost.gateway.hostile;

import static io.milepost.gateway.Frames.BINARY;
import static io.milepost.gateway.Frames.CLOSE;
import static io.milepost.gateway.Frames.CONTINUATION;
import static io.milepost.gateway.Frames.FINAL;
import static io.milepost.gateway.Frames.PING;
import static io.milepost.gateway.Frames.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.gateway.Frames;
import java.util.Random;

/** What ends a connection, and with which code. */
enum Violation {
    UNMASKED(1002, random -> Frames.unmasked(FINAL | TEXT, ping())),
    RESERVED_BITS(1002, random -> Frames.masked(FINAL | (1 + random.nextInt(7)) << 4 | TEXT, ping())),
    RESERVED_TYPE(1002, random -> Frames.masked(FINAL | (random.nextBoolean() ? 3 : 11) + random.nextInt(5), ping())),
    CONTROL_IN_PIECES(1002, random -> Frames.masked(PING, ping())),
    CONTROL_TOO_LONG(1002, random -> Frames.masked(FINAL | PING, new byte[126 + random.nextInt(1_000)])),
    CONTINUATION_OF_NOTHING(1002, random -> Frames.masked(FINAL | CONTINUATION, ping())),
    BEGUN_TWICE(1002, random -> both(Frames.masked(TEXT, ping()), Frames.masked(FINAL | TEXT, ping()))),
    LENGTH_TOLD_TOO_LONG(1002, random -> Frames.head(FINAL | TEXT, random.nextInt(65_536))),
    NEGATIVE_LENGTH(1002, random -> Frames.head(FINAL | TEXT, Long.MIN_VALUE | random.nextLong())),
    GOODBYE_OF_ONE_BYTE(1002, random -> Frames.masked(FINAL | CLOSE, (byte) 3)),
    GOODBYE_WITH_NO_CODE_THERE_IS(1002, random -> Frames.close(random.nextBoolean() ? random.nextInt(1_000) : 1_005)),
    GOODBYE_OF_NO_CHARACTERS(1007, random -> Frames.masked(FINAL | CLOSE, (byte) 3, (byte) 0xe8, (byte) 0xff)),
    BINARY_FRAME(1003, random -> Frames.masked(FINAL | BINARY, new byte[random.nextInt(200)])),
    NO_CHARACTERS(1007, random -> Frames.masked(FINAL | TEXT, (byte) '"', (byte) (0xf8 | random.nextInt(8)))),
    HALF_A_CHARACTER(1007, random -> Frames.masked(FINAL | TEXT, (byte) '"', (byte) 0xe2, (byte) 0x82)),
    HALF_A_CHARACTER_AND_ANOTHER(
            1007,
            random -> both(
                    Frames.masked(TEXT, (byte) '"', (byte) 0xe2, (byte) 0x82),
                    Frames.masked(FINAL | CONTINUATION, (byte) '"'))),
    SURROGATE(1007, random -> Frames.masked(FINAL | TEXT, (byte) 0xed, (byte) 0xa0, (byte) 0x80)),
    TOO_LONG(1009, random -> Frames.head(FINAL | TEXT, 65_537L + (random.nextLong() >>> (2 + random.nextInt(45))))),
    TOO_LONG_IN_PIECES(
            1009, random -> both(Frames.masked(TEXT, new byte[40_000]), Frames.masked(CONTINUATION, new byte[40_000]))),
    BAD_TOKEN(4401, random -> Frames.text("{\"type\":\"auth\",\"token\":\"" + random.nextLong() + ".b.c\"}")),
    GOODBYE(1000, random -> Frames.close(1000)),
    BARE_GOODBYE(0, random -> Frames.masked(FINAL | CLOSE)),
    /** Anything at all; what becomes of it is not known, so it hangs up too. */
    NOISE(-1, random -> {
        byte[] noise = new byte[1 + random.nextInt(2_000)];
        random.nextBytes(noise);
        return noise;
    }),
    /** Goes in the middle of a frame. */
    HALF_A_FRAME(-1, random -> {
        byte[] whole = Frames.text("{\"type\":\"ping\"}");
        byte[] half = new byte[1 + random.nextInt(whole.length - 1)];
        System.arraycopy(whole, 0, half, 0, half.length);
        return half;
    }),
    /** Goes without a word. */
    SILENCE(-1, random -> new byte[0]);

    private final int closeCode;

    @SuppressWarnings("ImmutableEnumChecker") // it keeps nothing
    private final Bytes bytes;

    /** Made anew each time. */
    @FunctionalInterface
    private interface Bytes {
        byte[] from(Random random);
    }

    Violation(int closeCode, Bytes bytes) {
        this.closeCode = closeCode;
        this.bytes = bytes;
    }

    byte[] bytes(Random random) {
        return bytes.from(random);
    }

    /** What the gateway closes with; 0 for a goodbye without a code, -1 if the client does not wait for one. */
    int closeCode() {
        return closeCode;
    }

    /** Whether the client hangs up after it. */
    boolean hangsUp() {
        return closeCode < 0;
    }

    private static byte[] ping() {
        return "{\"type\":\"ping\"}".getBytes(UTF_8);
    }

    private static byte[] both(byte[] one, byte[] other) {
        byte[] both = new byte[one.length + other.length];
        System.arraycopy(one, 0, both, 0, one.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
