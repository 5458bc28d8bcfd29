package io.milepost.pusher;

import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.Sink;
import io.milepost.fanout.SinkDefaults;
import io.milepost.fanout.SinkProvider;
import java.time.Duration;

/** Makes sinks that deliver to Pusher: kind {@code pusher}. The keys of its settings are in docs/PUSHER.md. */
public final class PusherSinkProvider implements SinkProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public PusherSinkProvider() {}

    @Override
    public String kind() {
        return "pusher";
    }

    /**
     * Ten events in a call, which is what Pusher takes; 16 calls at once; 30 s for a round, whose own time-outs add up to 25 s
     * at most; an hour to be delivered in, since Pusher shows events to those who are there now.
     */
    @Override
    public SinkDefaults defaults() {
        return new SinkDefaults(Message.MAX_ENTRIES, 16, Duration.ofSeconds(30), Duration.ofHours(1));
    }

    @Override
    public Sink open(FanoutContext context) {
        FanoutSettings given = context.settings();
        PusherSettings settings = PusherSettings.read(given);
        given.check();
        return new PusherSink(new PusherApi(settings.account()), new Translator(settings, context));
    }
}
