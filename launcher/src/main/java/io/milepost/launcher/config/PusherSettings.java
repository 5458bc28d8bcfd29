package io.milepost.launcher.config;

import io.milepost.gateway.api.PusherClient;
import java.util.Optional;

/** Reads what clients of Pusher are told. */
final class PusherSettings {
    private PusherSettings() {}

    /** Empty if there is no key, so that nobody can be told to use Pusher. */
    static Optional<PusherClient> client(Settings settings) {
        String host = settings.text(Options.PUSHER_WS_HOST);
        PusherClient client = new PusherClient(
                settings.text(Options.PUSHER_KEY),
                settings.text(Options.PUSHER_CLUSTER),
                host.isEmpty() ? Optional.empty() : Optional.of(host),
                settings.number(Options.PUSHER_WS_PORT, 0, 65_535),
                settings.flag(Options.PUSHER_WS_TLS));
        return client.key().isEmpty() ? Optional.empty() : Optional.of(client);
    }
}
