package io.milepost.email.message;

/** Long lines of a message's head, broken where a space is, which whoever reads them puts together again. */
final class Folding {
    private static final int WANTED = 76;

    private Folding() {}

    /** Breaks before single spaces between words; a word that is too long stays whole. */
    static String fold(String text) {
        StringBuilder folded = new StringBuilder();
        int lineStart = 0;
        int lastSpace = -1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == ' ' && isBetweenWords(text, i)) {
                lastSpace = i;
            }
            if (i - lineStart >= WANTED && lastSpace > lineStart) {
                folded.append(text, lineStart, lastSpace).append("\r\n");
                lineStart = lastSpace;
            }
        }
        return folded.append(text, lineStart, text.length()).toString();
    }

    private static boolean isBetweenWords(String text, int i) {
        return i > 0 && text.charAt(i - 1) != ' ' && i + 1 < text.length() && text.charAt(i + 1) != ' ';
    }
}
