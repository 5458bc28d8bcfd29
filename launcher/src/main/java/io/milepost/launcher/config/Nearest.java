package io.milepost.launcher.config;

import java.util.Collection;
import java.util.Comparator;

/** Which of some words somebody probably meant. */
final class Nearest {
    private Nearest() {}

    static String to(String word, Collection<String> words) {
        return words.stream()
                .min(Comparator.<String>comparingInt(other -> distance(word, other))
                        .thenComparing(other -> other))
                .orElseThrow();
    }

    /** How many letters have to be changed, added or left out (Levenshtein). */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(above[j - 1] + change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
