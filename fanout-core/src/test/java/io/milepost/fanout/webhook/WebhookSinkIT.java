package io.milepost.fanout.webhook;

import io.milepost.fanout.SinkProvider;
import io.milepost.fanout.contract.FarSide;
import io.milepost.fanout.contract.SinkContract;

class WebhookSinkIT extends SinkContract {
    @Override
    protected SinkProvider provider() {
        return new WebhookSinkProvider();
    }

    @Override
    protected FarSide farSide() {
        return new WebhookReceiver();
    }
}
