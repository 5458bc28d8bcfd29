package io.milepost.pusher;

import io.micrometer.core.instrument.Counter;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.FanoutContext;
import io.milepost.pusher.PusherSettings.Large;
import io.milepost.pusher.Translation.Sendable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes Pusher's messages of deliveries, and finds what Pusher would never take before it is sent. Safe for any thread. */
final class Translator {
    private static final int MAX_EVENT = 200;

    private final PusherSettings settings;
    private final ChannelNames names;
    private final Payload payload;
    private final Counter taken;
    private final Counter references;

    Translator(PusherSettings settings, FanoutContext context) {
        this.settings = settings;
        names = new ChannelNames(context.streams(), settings.prefixes());
        payload = new Payload(settings.identity());
        taken = Counter.builder("milepost.pusher.identity.taken")
                .description("Events sent without their identity, since their data has a member of its name.")
                .tag("fanout", context.name())
                .register(context.meters());
        references = Counter.builder("milepost.pusher.references")
                .description("Events too large for Pusher of which clients were told where they are.")
                .tag("fanout", context.name())
                .register(context.meters());
    }

    Translation translate(Delivery delivery) {
        String type = delivery.event().type();
        if (type.isEmpty() || type.length() > MAX_EVENT) {
            return Translation.unsendable(
                    "invalid-event", "type: " + type.length() + " characters, where Pusher takes 1 to " + MAX_EVENT);
        }
        if (type.startsWith("pusher:") || type.startsWith("pusher_internal:")) {
            return Translation.unsendable("reserved-event", "type: names that begin with pusher: are Pusher's own");
        }
        if (delivery.channel().startsWith("#")) {
            return Translation.unsendable("reserved-channel", "channel: names that begin with # stay with the gateway");
        }
        List<String> channels = names.of(delivery);
        for (String channel : channels) {
            if (!ChannelNames.isAllowed(channel)) {
                return Translation.unsendable(
                        "invalid-channel", "channel: Pusher takes 1 to 200 letters, digits and -_=@,.;");
            }
        }
        return ChannelNames.isEncrypted(delivery.channel()) ? encrypted(delivery, channels) : plain(delivery, channels);
    }

    private Translation plain(Delivery delivery, List<String> channels) {
        Payload.Text text = payload.of(delivery.event());
        if (size(text.data()) > settings.maxBytes() && settings.large() == Large.REFERENCE) {
            references.increment();
            return fitting(delivery, channels, payload.reference(delivery));
        }
        if (text.nameTaken()) {
            taken.increment();
        }
        return fitting(delivery, channels, text.data());
    }

    /** Is passed on as it is: whoever published it has encrypted it, and its identity belongs inside. */
    private Translation encrypted(Delivery delivery, List<String> channels) {
        return Payload.isCiphertext(delivery.event().data())
                ? fitting(delivery, channels, delivery.event().data().toString())
                : Translation.unsendable(
                        "not-encrypted", "data: neither nonce nor ciphertext, on an encrypted channel");
    }

    private Translation fitting(Delivery delivery, List<String> channels, String data) {
        int size = size(data);
        return size > settings.maxBytes()
                ? Translation.unsendable(
                        "too-large", "data: " + size + " bytes, at most " + settings.maxBytes() + " are taken")
                : new Sendable(new Message(channels, delivery.event().type(), data));
    }

    private static int size(String data) {
        return data.getBytes(StandardCharsets.UTF_8).length;
    }
}
