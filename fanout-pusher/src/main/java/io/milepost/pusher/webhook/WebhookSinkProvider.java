package io.milepost.pusher.webhook;

import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.Sink;
import io.milepost.fanout.SinkDefaults;
import io.milepost.fanout.SinkProvider;
import java.time.Duration;

/**
 * Makes sinks that post facts of an app as Pusher's webhooks: kind {@code pusher-webhooks}. A gateway makes one for each webhook of
 * its apps. Settings: {@code url}, {@code events} (all if not said), {@code key}, {@code secret} or {@code secretFile},
 * {@code requestTimeout} (5s).
 */
public final class WebhookSinkProvider implements SinkProvider {
    /** What configuration calls it. */
    public static final String KIND = "pusher-webhooks";

    /** Found by {@link java.util.ServiceLoader}. */
    public WebhookSinkProvider() {}

    @Override
    public String kind() {
        return KIND;
    }

    /** A hundred facts in a call, one call at once beside those that are sent again, 20 s for a call, five minutes to be told in. */
    @Override
    public SinkDefaults defaults() {
        return new SinkDefaults(100, 2, Duration.ofSeconds(20), Duration.ofMinutes(5));
    }

    @Override
    public Sink open(FanoutContext context) {
        FanoutSettings given = context.settings();
        WebhookSettings settings = WebhookSettings.read(given);
        given.check();
        return new WebhookSink(settings);
    }
}
