package io.milepost.pusher;

import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.fanout.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names under which Pusher's clients find an event. A domain stream's lie behind {@code private-} and the like, and are
 * open only where the stream is public; what was published to a channel by name goes to that very name.
 */
final class ChannelNames {
    private static final Pattern ALLOWED = Pattern.compile("[-a-zA-Z0-9_=@,.;]{1,200}");

    private final Streams streams;
    private final List<String> prefixes;

    ChannelNames(Streams streams, List<String> prefixes) {
        this.streams = streams;
        this.prefixes = prefixes;
    }

    List<String> of(Delivery delivery) {
        Optional<StreamSpec> stream = streams.named(delivery.stream());
        if (stream.isPresent() && stream.get().isCatchAll()) {
            return List.of(delivery.channel());
        }
        List<String> names = new ArrayList<>();
        if (stream.isPresent() && stream.get().isPublic()) {
            names.add(delivery.channel());
        }
        prefixes.forEach(prefix -> names.add(prefix + delivery.channel()));
        return names;
    }

    /** Whether Pusher takes such a name. */
    static boolean isAllowed(String name) {
        return ALLOWED.matcher(name).matches();
    }

    /** Whether only the channel's members can read what is said there: it must come encrypted. */
    static boolean isEncrypted(String name) {
        return name.startsWith("private-encrypted-");
    }
}
