package io.milepost.channel;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.RegExp;
import dk.brics.automaton.RunAutomaton;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a stream's record keys become channel names: text around exactly one {@code {key}} or {@code {key:regex}}.
 *
 * <p>Since there is one key, a name gives its key back, and the key its partition. The regular expression is run as an
 * automaton, in time linear in the name, because names come from strangers. It knows character classes, groups,
 * alternatives and quantifiers, but no shorthands such as {@code \d}.
 */
public final class ChannelTemplate {
    private static final String OPEN = "{key";
    private static final Automaton ANY_KEY = new RegExp("[-a-zA-Z0-9_=@,.;]+", RegExp.NONE).toAutomaton();
    private static final Automaton ACCESS_PREFIXED =
            new RegExp("(private-|presence-|cache-)[-a-zA-Z0-9_=@,.;]*", RegExp.NONE).toAutomaton();

    private final String text;
    private final String prefix;
    private final String suffix;
    private final @Nullable RunAutomaton keyPattern;
    private final Automaton names;

    private ChannelTemplate(String text, String prefix, @Nullable String regex, String suffix) {
        this.text = text;
        this.prefix = prefix;
        this.suffix = suffix;
        Automaton keys = regex == null ? ANY_KEY : parse(text, regex).intersection(ANY_KEY);
        this.keyPattern = regex == null ? null : new RunAutomaton(keys);
        this.names = Automaton.makeString(prefix).concatenate(keys).concatenate(Automaton.makeString(suffix));
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it holds no {@code {key}} or several, or text that no channel name can have
     */
    public static ChannelTemplate of(String text) {
        int open = text.indexOf(OPEN);
        if (open < 0) {
            throw new IllegalArgumentException("template \"" + text + "\" holds no {key}");
        }
        int close = closingBrace(text, open);
        String inside = text.substring(open + OPEN.length(), close);
        if (!inside.isEmpty() && (inside.charAt(0) != ':' || inside.length() == 1)) {
            throw new IllegalArgumentException("template \"" + text + "\": write {key} or {key:regex}");
        }
        String prefix = text.substring(0, open);
        String suffix = text.substring(close + 1);
        if (!isPlain(prefix) || !isPlain(suffix)) {
            throw new IllegalArgumentException("template \"" + text
                    + "\": around exactly one {key}, only letters, digits and -_=@,.; can be part of a channel name");
        }
        return new ChannelTemplate(text, prefix, inside.isEmpty() ? null : inside.substring(1), suffix);
    }

    /** The channel name for a key. The key must be one that {@link #accepts} accepts. */
    public String render(String key) {
        return prefix.isEmpty() && suffix.isEmpty() ? key : prefix + key + suffix;
    }

    /** Whether the key makes a valid channel name and matches the template's regular expression, if it has one. */
    public boolean accepts(String key) {
        return ChannelName.isValid(key)
                && (isCatchAll()
                        || (key.charAt(0) != '#'
                                && prefix.length() + key.length() + suffix.length() <= ChannelName.MAX_LENGTH))
                && (keyPattern == null || keyPattern.run(key));
    }

    /** The key that this name was made from, or null if the name is none of this template's. */
    @Nullable
    String keyOf(String name) {
        int length = name.length() - prefix.length() - suffix.length();
        if (length <= 0 || !name.startsWith(prefix) || !name.endsWith(suffix)) {
            return null;
        }
        String key = name.substring(prefix.length(), prefix.length() + length);
        return accepts(key) ? key : null;
    }

    /** Whether the template is {@code {key}} alone: every name is one of its names. */
    public boolean isCatchAll() {
        return prefix.isEmpty() && suffix.isEmpty() && keyPattern == null;
    }

    /** Whether some name is a name of both templates. */
    boolean overlaps(ChannelTemplate other) {
        return !names.intersection(other.names).isEmpty();
    }

    /** Whether some of the names begin with an access prefix, which would take them out of everybody's reach. */
    boolean reachesAccessPrefixes() {
        return !names.intersection(ACCESS_PREFIXED).isEmpty();
    }

    private static int closingBrace(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                depth++;
            } else if (text.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("template \"" + text + "\": the brace of {key is not closed");
    }

    private static boolean isPlain(String part) {
        return part.isEmpty() || (part.charAt(0) != '#' && ChannelName.isValid(part));
    }

    private static Automaton parse(String template, String regex) {
        for (int i = regex.indexOf('\\'); i >= 0 && i + 1 < regex.length(); i = regex.indexOf('\\', i + 2)) {
            if (Character.isLetterOrDigit(regex.charAt(i + 1))) {
                throw new IllegalArgumentException("template \"" + template + "\": \\" + regex.charAt(i + 1)
                        + " is not known here, write a class such as [0-9]");
            }
        }
        try {
            return new RegExp(regex, RegExp.NONE).toAutomaton();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("template \"" + template + "\": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelTemplate that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
