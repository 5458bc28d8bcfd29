package io.milepost.pusher;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Delivers events to the channels of an app at Pusher. At least once: a call whose answer is lost is made again. */
final class PusherSink implements Sink {
    /** With {@link PusherAccount#LONGEST} for the last call, a delivery ends within its time-out of 30 s. */
    private static final Duration LAST_START = Duration.ofSeconds(10);

    private final PusherApi api;
    private final Translator translator;

    PusherSink(PusherApi api, Translator translator) {
        this.api = api;
        this.translator = translator;
    }

    @Override
    public CompletionStage<List<Outcome>> deliver(List<Delivery> batch) {
        return new Round(api, translator, batch, LAST_START).run();
    }

    @Override
    public void close() {
        api.close();
    }
}
