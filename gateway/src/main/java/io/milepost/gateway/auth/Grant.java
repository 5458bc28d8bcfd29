package io.milepost.gateway.auth;

import io.milepost.channel.ChannelName;
import io.milepost.channel.ChannelPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What tokens of a kind open beyond what they say themselves. In its patterns {@code {userId}} is the user, and any other
 * name in braces a claim of the token; of a claim that is a list each value gives a pattern.
 *
 * @param claim the claim that a token must have; empty for every token
 * @param value what the claim must be, or hold if it is a list; {@code *} for anything
 * @param without a claim that a token must not have; empty for none
 * @param channels patterns of what may be subscribed to
 * @param publish patterns of what may be published to
 */
public record Grant(
        Optional<String> claim, String value, Optional<String> without, List<String> channels, List<String> publish) {
    /** Stands for any value of a claim. */
    public static final String ANY = "*";

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]+)}");

    /** Copies the lists. */
    public Grant {
        channels = List.copyOf(channels);
        publish = List.copyOf(publish);
    }

    /** Whether the text, its names in braces filled in, would be a pattern that some channel may match, and a token reach. */
    public static boolean isPattern(String text) {
        String filled = PLACE.matcher(text).replaceAll("x").replace('*', 'x');
        return ChannelName.isValid(filled) && !new ChannelName(filled).isOfApps();
    }

    boolean applies(TokenClaims token) {
        return without.filter(token::has).isEmpty()
                && claim.map(name -> token.has(name)
                                && (value.equals(ANY) || token.texts(name).contains(value)))
                        .orElse(true);
    }

    /** Adds what is opened to the patterns, as long as there are fewer than so many. */
    static void fill(List<String> templates, TokenClaims token, List<ChannelPattern> patterns, int most) {
        for (String template : templates) {
            List<String> filled = new ArrayList<>();
            fill(template, token, filled, most - patterns.size());
            filled.stream()
                    .filter(text -> ChannelPattern.closedPrefix(text).equals(ChannelPattern.closedPrefix(template)))
                    .forEach(text -> patterns.add(new ChannelPattern(text)));
        }
    }

    private static void fill(String template, TokenClaims token, List<String> filled, int most) {
        Matcher place = PLACE.matcher(template);
        if (!place.find()) {
            if (filled.size() < most) {
                filled.add(template);
            }
            return;
        }
        for (String value : token.texts(place.group(1))) {
            if (filled.size() >= most) {
                return;
            }
            // A star, or a name that begins like a reserved one, would open what belongs to others.
            if (ChannelName.isValid(value) && value.charAt(0) != '#') {
                fill(template.replace(place.group(), value), token, filled, most);
            }
        }
    }
}
