package io.milepost.channel;

/** A text with {@code *} for any run of characters, none included. It is compared letter by letter, capitals too. */
public record Glob(String text) {
    /** Fits everything. */
    public static final Glob ANY = new Glob("*");

    /** Whether every text fits. */
    public boolean isAny() {
        return text.equals(ANY.text);
    }

    /** Whether it stands for one text alone. */
    public boolean isPlain() {
        return text.indexOf('*') < 0;
    }

    /** Whether a channel could have a name that fits. */
    public boolean isOfChannels() {
        return ChannelName.isValid(text.replace('*', 'x'));
    }

    /** Whether the channel's name fits, with its access prefix or without. */
    public boolean fitsChannel(String name) {
        int prefix = AccessPrefix.of(name).length();
        return fits(name) || (prefix > 0 && fits(name.substring(prefix)));
    }

    /**
     * Whether the text fits. Takes time proportional to the lengths multiplied, at worst, and no memory: the usual way to
     * match one kind of wildcard, where on a mismatch the last {@code *} takes one character more.
     */
    public boolean fits(String other) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < other.length()) {
            if (p < text.length() && text.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < text.length() && text.charAt(p) == other.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < text.length() && text.charAt(p) == '*') {
            p++;
        }
        return p == text.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
