package io.milepost.email.message;

import io.milepost.email.EmailException;

/** Text that must stay on one line of a message's head, whoever writes it there. */
final class Line {
    static final int MAX_NAME = 256;
    static final int MAX_SUBJECT = 998;
    static final int MAX_VALUE = 998;

    private Line() {}

    /** Refuses line breaks of all kinds, other controls, and halves of characters. */
    static void check(String field, String text, int maxChars) {
        if (text.length() > maxChars) {
            throw new EmailException.Rejected(field + ": longer than " + maxChars + " characters", null);
        }
        for (int i = 0; i < text.length(); ) {
            int letter = text.codePointAt(i);
            switch (Character.getType(letter)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    throw new EmailException.Rejected(
                            String.format("%s: has a line break or control character, U+%04X", field, letter), null);
                case Character.SURROGATE -> throw new EmailException.Rejected(field + ": has half a character", null);
                default -> i += Character.charCount(letter);
            }
        }
    }

    /** The same, of characters that every server takes as they are. */
    static void checkAscii(String field, String text, int maxChars) {
        check(field, text, maxChars);
        if (text.chars().anyMatch(c -> c >= 0x7F)) {
            throw new EmailException.Rejected(field + ": has letters outside ASCII", null);
        }
    }
}
