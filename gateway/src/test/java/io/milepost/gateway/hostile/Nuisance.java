package io.milepost.gateway.hostile;

import static io.milepost.gateway.Frames.CONTINUATION;
import static io.milepost.gateway.Frames.FINAL;
import static io.milepost.gateway.Frames.PING;
import static io.milepost.gateway.Frames.PONG;
import static io.milepost.gateway.Frames.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.gateway.Frames;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Messages that make no sense, or too much of it, in frames that are well made: a client that sends them is heard on. */
final class Nuisance {
    private static final String SIGNS = "{}[]\":,\\0123456789eE+-.truefalsn \t\n/*\u0000\u0007";
    private static final String[] ODD = {
        "\u0000",
        "\uffff",
        "\u202e",
        "\u200b",
        "\ufeff",
        "e\u0301\u0301\u0301",
        "\ud83d\ude00",
        "\\ud83d",
        "\\u0000",
        "'"
    };
    private static final String[] VALUES = {
        "null",
        "true",
        "-0",
        "1e999999999",
        "-1E-999999999",
        "0.1e2147483648",
        "[]",
        "{}",
        "[[[[1]]]]",
        "\"\"",
        "\"*\"",
        "NaN",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "01",
        "+1",
        ".5",
        "1.",
        "0x1",
        "'a'",
        "9223372036854775808",
        "\"constructor\""
    };

    private final Random random;
    private final List<String> sense;

    /**
     * An endless supply.
     *
     * @param sense messages that make sense where they are sent, to begin with; none of them may end the connection
     */
    Nuisance(Random random, List<String> sense) {
        this.random = random;
        this.sense = sense;
    }

    /** The next one, in one frame or several. */
    byte[] next() {
        if (random.nextInt(50) == 0) {
            return Frames.masked(FINAL | (random.nextBoolean() ? PING : PONG), bytes(random.nextInt(126)));
        }
        return framed(text());
    }

    /** A text as a message, in one frame or several. */
    byte[] framed(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return random.nextInt(12) == 0 ? inPieces(bytes) : Frames.masked(FINAL | TEXT, bytes);
    }

    /** One without a frame around it. */
    String text() {
        String said = sense.get(random.nextInt(sense.size()));
        return switch (random.nextInt(16)) {
            case 0 -> said;
            case 1, 2 -> said.substring(0, random.nextInt(said.length()));
            case 3, 4, 5, 6 -> mutated(said);
            case 7, 8 -> otherValue(said, VALUES[random.nextInt(VALUES.length)]);
            case 9 -> otherValue(said, "9".repeat(1 + random.nextInt(random.nextInt(8) == 0 ? 1_500 : 50)));
            case 10 -> otherValue(said, nested());
            case 11 -> otherValue(said, "\"" + odd(1 + random.nextInt(100)) + "\"");
            case 12 -> odd(random.nextInt(100));
            case 13 -> said + SIGNS.charAt(random.nextInt(SIGNS.length())) + said;
            case 14 -> said.replace("}", "," + said.substring(1));
            default -> random.nextInt(100) == 0 ? otherValue(said, "\"" + "x".repeat(50_000) + "\"") : nested();
        };
    }

    private String mutated(String said) {
        StringBuilder text = new StringBuilder(said);
        for (int i = random.nextInt(4); i >= 0 && text.length() > 0; i--) {
            int at = random.nextInt(text.length());
            char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, sign);
                case 1 -> text.insert(at, sign);
                default -> text.deleteCharAt(at);
            }
        }
        return text.toString();
    }

    /** Puts something else behind one of the colons. */
    private String otherValue(String said, String value) {
        int colon = said.indexOf(':', random.nextInt(said.length()));
        int from = colon < 0 ? said.indexOf(':') : colon;
        int to = said.indexOf(',', from);
        return said.substring(0, from + 1) + value + (to < 0 ? "}" : said.substring(to));
    }

    private String nested() {
        int depth = random.nextInt(100) == 0 ? random.nextInt(8_000) : random.nextInt(120);
        String way = random.nextBoolean() ? "[" : "{\"a\":";
        String back = way.equals("[") ? "]" : "}";
        return way.repeat(depth) + "1" + (random.nextInt(4) == 0 ? "" : back.repeat(depth));
    }

    private String odd(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            if (random.nextInt(3) == 0) {
                text.append(ODD[random.nextInt(ODD.length)]);
            } else {
                text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x80 : 0x10000));
            }
        }
        return text.toString();
    }

    /** Cut anywhere, also within a character, with control frames between the pieces. */
    private byte[] inPieces(byte[] text) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int type = TEXT;
        int from = 0;
        while (from < text.length) {
            int length = Math.min(text.length - from, random.nextInt(1 + text.length));
            frames.writeBytes(Frames.masked(type, slice(text, from, length)));
            from += length;
            type = CONTINUATION;
            if (random.nextInt(4) == 0) {
                frames.writeBytes(Frames.masked(FINAL | PING, bytes(random.nextInt(126))));
            }
        }
        frames.writeBytes(Frames.masked(FINAL | type));
        return frames.toByteArray();
    }

    private static byte[] slice(byte[] bytes, int from, int length) {
        byte[] slice = new byte[length];
        System.arraycopy(bytes, from, slice, 0, length);
        return slice;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
