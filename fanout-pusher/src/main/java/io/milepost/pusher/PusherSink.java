package io.milepost.pusher;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Delivers events to the channels of an app at Pusher. At least once: a call whose answer is lost is made again. */
final class PusherSink implements Sink {
    private final PusherApi api;
    private final Translator translator;

    PusherSink(PusherApi api, Translator translator) {
        this.api = api;
        this.translator = translator;
    }

    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        return new Round(api, translator, batch).run();
    }

    @Override
    public void close() {
        api.close();
    }
}
