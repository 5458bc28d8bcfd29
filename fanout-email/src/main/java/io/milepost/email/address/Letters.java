package io.milepost.email.address;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The characters of an address: those that can be seen, and that mean nothing in a list of addresses. */
final class Letters {
    /** They group, quote, comment and list, in headers and in SMTP. */
    private static final String SPECIAL = "<>()[]\\,;:\"";

    private Letters() {}

    static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    static void check(String address) throws Unfit {
        for (int i = 0; i < address.length(); ) {
            int letter = address.codePointAt(i);
            if (!isVisible(letter)) {
                throw new Unfit(String.format("has a character that cannot be seen, U+%04X", letter));
            }
            if (SPECIAL.indexOf(letter) >= 0) {
                throw new Unfit("is a bare address: no name, quotes, comments or brackets");
            }
            i += Character.charCount(letter);
        }
    }

    private static boolean isVisible(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> !isIgnorable(letter);
        };
    }

    /** What Unicode calls ignorable by default, as far as it is none of the above. */
    private static boolean isIgnorable(int letter) {
        return letter == 0x34F
                || letter == 0x115F
                || letter == 0x1160
                || letter == 0x17B4
                || letter == 0x17B5
                || (letter >= 0x180B && letter <= 0x180F)
                || letter == 0x3164
                || (letter >= 0xFE00 && letter <= 0xFE0F)
                || letter == 0xFFA0
                || (letter >= 0xE0100 && letter <= 0xE01EF);
    }
}
