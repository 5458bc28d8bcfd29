package io.milepost.pusher;

import io.milepost.fanout.SinkProvider;
import io.milepost.fanout.contract.FarSide;
import io.milepost.fanout.contract.SinkContract;

/** What every sink has to keep, kept by this one. */
class PusherSinkIT extends SinkContract {
    @Override
    protected SinkProvider provider() {
        return new PusherSinkProvider();
    }

    @Override
    protected FarSide farSide() {
        return new PusherFarSide();
    }
}
