package io.milepost.channel;

/**
 * Names of channels that somebody may enter, with {@code *} for any run of characters. A {@code *} alone does not open what
 * is closed: a pattern reaches names that begin with {@code #}, {@code private-} or {@code presence-} only if it begins so
 * itself.
 */
public record ChannelPattern(Glob glob) {
    private static final String[] CLOSED = {"#", "private-", "presence-"};

    /** The pattern that is written like this. */
    public ChannelPattern(String text) {
        this(new Glob(text));
    }

    /** How it is written. */
    public String text() {
        return glob.text();
    }

    /** Whether the channel is one of them. Takes time proportional to the lengths multiplied, at worst. */
    public boolean matches(ChannelName channel) {
        return glob.text().startsWith(closedPrefix(channel.value())) && glob.fits(channel.value());
    }

    /** How a name or a pattern begins that is closed to others; empty if it is not. */
    public static String closedPrefix(String text) {
        for (String prefix : CLOSED) {
            if (text.startsWith(prefix)) {
                return prefix;
            }
        }
        return "";
    }
}
