package io.milepost.fanout.webhook;

import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.Sink;
import io.milepost.fanout.SinkProvider;

/** Makes webhook sinks. */
public final class WebhookSinkProvider implements SinkProvider {
    @Override
    public String kind() {
        return "webhook";
    }

    @Override
    public Sink open(FanoutContext context) {
        WebhookConfig config = WebhookConfig.read(context.settings());
        context.settings().check();
        return new WebhookSink(config);
    }
}
