package io.milepost.pusher;

import static io.milepost.pusher.Deliveries.activity;
import static io.milepost.pusher.Deliveries.sink;
import static io.milepost.pusher.Deliveries.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many events, as many calls at once as the runtime makes. */
class LoadTest {
    private static final int IN_FLIGHT = new PusherSinkProvider().defaults().inFlight();

    @Test
    void aThousandEventsShareTheConnections() throws Exception {
        try (FakePusher pusher = new FakePusher(FakePusher.ok());
                Sink sink = sink(pusher.settings())) {
            Semaphore free = new Semaphore(IN_FLIGHT);
            List<CompletableFuture<List<Outcome>>> under = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                assertThat(free.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                Delivery delivery = activity("" + i, "e" + i);
                under.add(sink.deliver(List.of(delivery))
                        .whenComplete((outcomes, failure) -> free.release())
                        .toCompletableFuture());
            }
            for (CompletableFuture<List<Outcome>> one : under) {
                assertThat(words(one.get(30, TimeUnit.SECONDS))).containsExactly("delivered");
            }
            assertThat(pusher.requests()).hasSize(1_000);
            assertThat(pusher.connections()).isLessThanOrEqualTo(2 * IN_FLIGHT);
        }
    }
}
