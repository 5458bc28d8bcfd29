package io.milepost.channel;

import java.util.List;

/**
 * The name of a channel: 1 to 164 of {@code -a-zA-Z0-9_=@,.;}, or {@code #} and such a name for the reserved ones, which may be
 * 44 characters longer.
 *
 * @param value the whole name, access prefix included
 */
public record ChannelName(String value) {
    /** Characters a name has at most. */
    public static final int MAX_LENGTH = 164;

    /** Characters a name that begins with {@code #} has at most: it may hold another one. */
    public static final int MAX_RESERVED_LENGTH = MAX_LENGTH + 44;

    /** What stands before a name to mean what of that channel is open to everybody. */
    public static final String OPEN = "#open.";

    /** How the names begin that are what apps call by other names. */
    private static final List<String> APPS = List.of(OPEN, "#app.", "#user.", "#online.", "#server-to-user-");

    private static final boolean[] ALLOWED = new boolean[128];

    static {
        for (char c = 'a'; c <= 'z'; c++) {
            ALLOWED[c] = true;
            ALLOWED[Character.toUpperCase(c)] = true;
        }
        for (char c : "0123456789-_=@,.;".toCharArray()) {
            ALLOWED[c] = true;
        }
    }

    /**
     * Checks the grammar.
     *
     * @throws InvalidChannelException if the name breaks it
     */
    public ChannelName {
        if (!isValid(value)) {
            throw new InvalidChannelException(whyInvalid(value));
        }
    }

    /** Whether the text is a channel name; allocates nothing, so it can be asked of every record. */
    public static boolean isValid(String text) {
        int length = text.length();
        if (length == 0 || length > most(text)) {
            return false;
        }
        int first = text.charAt(0) == '#' ? 1 : 0;
        for (int i = first; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ALLOWED.length || !ALLOWED[c]) {
                return false;
            }
        }
        return first < length;
    }

    private static int most(String text) {
        return text.charAt(0) == '#' ? MAX_RESERVED_LENGTH : MAX_LENGTH;
    }

    /** Whether the name begins with {@code #}: such names are given out by the gateway alone. */
    public boolean isReserved() {
        return value.charAt(0) == '#';
    }

    /** Whether it is an app's in Pusher's sense, in which those come and go who have been signed for, and nobody by a token. */
    public boolean isOfApps() {
        return isReserved() && APPS.stream().anyMatch(value::startsWith);
    }

    /** Whether the name begins with {@code private-} or {@code presence-}. */
    public boolean isRestricted() {
        return AccessPrefix.of(value).restricted();
    }

    /** Whether the name begins with {@code presence-}: its members see each other. */
    public boolean isPresence() {
        return value.startsWith("presence-");
    }

    /**
     * Whether it is what of a channel is open to everybody: {@value #OPEN} and the name of one that may be. It gathers what was
     * published to that name, and the streams that are public.
     */
    boolean isOpen() {
        if (!value.startsWith(OPEN)) {
            return false;
        }
        String whole = value.substring(OPEN.length());
        return isValid(whole)
                && whole.charAt(0) != '#'
                && !AccessPrefix.of(whole).restricted();
    }

    /** The channel of which this is what is open; itself if it is none of those. */
    ChannelName whole() {
        return isOpen() ? new ChannelName(value.substring(OPEN.length())) : this;
    }

    /** The name without its access prefix, which is what domain templates are matched against. */
    String bare() {
        return value.substring(AccessPrefix.of(value).length());
    }

    /** Whether only what was published to this very name belongs to it: reserved and encrypted channels. */
    boolean standsAlone() {
        return isReserved() || AccessPrefix.of(value).encrypted();
    }

    @Override
    public String toString() {
        return value;
    }

    private static String whyInvalid(String text) {
        if (text.isEmpty()) {
            return "channel: the name is empty";
        }
        if (text.length() > most(text)) {
            return "channel: the name has " + text.length() + " characters, at most " + most(text) + " are allowed";
        }
        return "channel: a name consists of letters, digits and -_=@,.; with an optional leading #";
    }
}
