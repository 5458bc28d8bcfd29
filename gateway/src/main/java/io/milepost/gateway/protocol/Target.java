package io.milepost.gateway.protocol;

import io.milepost.channel.ChannelName;
import org.jspecify.annotations.Nullable;

/**
 * A channel as a client named it, right or wrong.
 *
 * @param name the channel's name
 * @param echo the client's own words, if they were others
 */
public record Target(String name, @Nullable Echo echo) {
    /** How much of a name is repeated in an answer. */
    private static final int SHOWN = ChannelName.MAX_RESERVED_LENGTH;

    /** A channel named by its own name. */
    public static Target of(ChannelName channel) {
        return new Target(channel.value(), null);
    }

    /** The name as it is fit for an answer. */
    String shown() {
        return brief(name);
    }

    /** What the client called it, as it is fit for an answer. */
    static String brief(String said) {
        return said.length() <= SHOWN ? said : said.substring(0, SHOWN);
    }
}
