package io.milepost.gateway.pusher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.milepost.channel.ChannelName;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an app calls its channels, and what the gateway calls them: the names are what keeps apps apart. */
public final class AppNames {
    /** What the channel of a user is called, before the user's id. */
    public static final String USER = "#server-to-user-";

    private static final Pattern HEX = Pattern.compile("[0-9A-F]{2}");

    private final boolean shared;
    private final String own;
    private final String users;
    private final String online;

    /** The names of an app. */
    public AppNames(App app) {
        this.shared = app.channels() == App.Channels.SHARED;
        this.own = "#app." + app.id() + ".";
        this.users = shared ? USER : "#user." + app.id() + ".";
        this.online = "#online." + app.id() + ".";
    }

    /** Whether clients may call a channel so; the channels of users aside. */
    public static boolean isName(String name) {
        return ChannelName.isValid(name) && name.charAt(0) != '#';
    }

    /** Whether only who has a signature may follow it. */
    public static boolean isRestricted(String name) {
        return name.startsWith("private-") || isPresence(name);
    }

    /** Whether who follows it is seen there. */
    public static boolean isPresence(String name) {
        return name.startsWith("presence-");
    }

    /** Whether what is said there can be read by its clients alone. */
    public static boolean isEncrypted(String name) {
        return name.startsWith("private-encrypted-");
    }

    /** Whether who comes is told the last event. */
    public static boolean isCache(String name) {
        return name.startsWith("cache-")
                || name.startsWith("private-cache-")
                || name.startsWith("private-encrypted-cache-")
                || name.startsWith("presence-cache-");
    }

    /** The gateway's name for a channel {@link #isName that may be called so}, or a {@link #user user's}. */
    public String channel(String name) {
        if (name.startsWith(USER)) {
            return user(name.substring(USER.length())).orElseThrow();
        }
        if (!shared) {
            return own + name;
        }
        return isRestricted(name) ? name : ChannelName.OPEN + name;
    }

    /** The record key of what is published to it. */
    public String key(String name) {
        return shared && !name.startsWith(USER) ? name : channel(name);
    }

    /** The channel of what is for a user; empty if the id is too long for one. */
    public Optional<String> user(String userId) {
        return Optional.of(users + escaped(userId)).filter(ChannelName::isValid);
    }

    /** The channel on which a user is seen. */
    Optional<String> online(String userId) {
        return Optional.of(online + escaped(userId)).filter(ChannelName::isValid);
    }

    /** Whether users are seen there. */
    boolean isOnline(String channel) {
        return channel.startsWith(online);
    }

    /** The app's name for a channel of the gateway's. */
    public String said(String channel) {
        if (!channel.startsWith("#")) {
            return channel;
        }
        if (channel.startsWith(users)) {
            return USER + plain(channel.substring(users.length()));
        }
        String prefix = shared ? ChannelName.OPEN : own;
        return channel.startsWith(prefix) ? channel.substring(prefix.length()) : channel;
    }

    /** Whether a channel of the gateway is one of the app, those of users aside. */
    public boolean isOwn(String channel) {
        return shared ? channel.startsWith(ChannelName.OPEN) || isRestricted(channel) : channel.startsWith(own);
    }

    private static String escaped(String id) {
        StringBuilder escaped = new StringBuilder();
        for (byte one : id.getBytes(UTF_8)) {
            char c = (char) (one & 0xff);
            if (c != '=' && c < 128 && ChannelName.isValid(String.valueOf(c)) && c != '#') {
                escaped.append(c);
            } else {
                escaped.append(String.format(Locale.ROOT, "=%02X", (int) c));
            }
        }
        return escaped.toString();
    }

    private static String plain(String escaped) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.startsWith("=", i)
                    && HEX.matcher(escaped).region(i + 1, escaped.length()).lookingAt()) {
                plain.write(HexFormat.fromHexDigits(escaped, i + 1, i + 3));
                i += 2;
            } else {
                plain.write(escaped.charAt(i));
            }
        }
        return plain.toString(UTF_8);
    }
}
