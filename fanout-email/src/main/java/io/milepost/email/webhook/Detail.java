package io.milepost.email.webhook;

import java.util.regex.Pattern;

/** What a provider or a mail server says in words, made fit for logs: one line of bounded length, without addresses. */
final class Detail {
    private static final int MOST = 300;
    /** More than what is kept, so that an address at its end is still seen as one. */
    private static final int MOST_READ = 2_000;

    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s<>\"'(),:;\\[\\]]{1,320}@[^\\s<>\"'(),:;\\[\\]]{1,255}");
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}]+");

    private Detail() {}

    static String of(String said) {
        String line = said.length() > MOST_READ ? said.substring(0, MOST_READ) : said;
        line = BLANK.matcher(line).replaceAll(" ").strip();
        line = ADDRESS.matcher(line).replaceAll("…");
        return line.length() > MOST ? line.substring(0, MOST) : line;
    }
}
