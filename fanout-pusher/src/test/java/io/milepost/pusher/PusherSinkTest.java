package io.milepost.pusher;

import static io.milepost.pusher.Deliveries.activity;
import static io.milepost.pusher.Deliveries.byName;
import static io.milepost.pusher.Deliveries.data;
import static io.milepost.pusher.Deliveries.deliver;
import static io.milepost.pusher.Deliveries.sink;
import static io.milepost.pusher.Deliveries.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import io.milepost.fanout.SinkProvider;
import io.milepost.pusher.Request.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What arrives at Pusher: where, how often, and in which words. */
class PusherSinkTest {
    private final FakePusher pusher = new FakePusher(FakePusher.ok());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        pusher.close();
    }

    private List<Told> send(Delivery... batch) {
        return send(new String[0], batch);
    }

    private List<Told> send(String[] more, Delivery... batch) {
        try (Sink sink = sink(pusher.settings(more), meters)) {
            assertThat(words(deliver(sink, batch))).containsOnly("delivered");
        }
        return pusher.requests().stream()
                .flatMap(request -> request.told().stream())
                .toList();
    }

    @Test
    void isFoundByItsKind() {
        assertThat(ServiceLoader.load(SinkProvider.class))
                .filteredOn(provider -> provider.kind().equals("pusher"))
                .singleElement()
                .satisfies(provider -> assertThat(provider.defaults().batch()).isEqualTo(10));
    }

    @Test
    void aDomainEventIsSeenBehindPrivateAlone() {
        List<Told> told = send(data("{\"steps\":12,\"name\":\"Zoë\"}"));
        assertThat(told).hasSize(1);
        assertThat(told.get(0).channel()).isEqualTo("private-team-1");
        assertThat(told.get(0).name()).isEqualTo("activity-logged");
        assertThat(told.get(0).data())
                .isEqualTo("{\"steps\":12,\"name\":\"Zoë\",\"_event\":"
                        + "{\"id\":\"e1\",\"source\":\"/tests\",\"time\":\"2026-01-02T03:04:05Z\"}}");
        assertThat(pusher.requests().get(0).path()).isEqualTo("/apps/1001/events");
    }

    @Test
    void aPublicStreamsEventIsOpenTooAndAllNamesTakeOneCall() {
        List<Told> told = send(
                new String[] {"channels", "private, presence,private-cache"},
                Deliveries.of("status", "events-9", "9", "update", "e1", "{}"));
        assertThat(told)
                .extracting(Told::channel)
                .containsExactly("events-9", "private-events-9", "presence-events-9", "private-cache-events-9");
        assertThat(pusher.requests()).hasSize(1);
        assertThat(pusher.requests().get(0).path()).isEqualTo("/apps/1001/events");
    }

    @Test
    void whatWasPublishedByNameGoesToThatName() {
        assertThat(send(byName("lobby", "{}"), byName("presence-lobby", "{}"), byName("cache-x", "{}")))
                .extracting(Told::channel)
                .containsExactly("lobby", "presence-lobby", "cache-x");
    }

    @Test
    void anEventOfAnUnknownStreamStaysBehindPrivate() {
        assertThat(send(Deliveries.of("gone", "x-1", "1", "t", "e1", "{}")))
                .extracting(Told::channel)
                .containsExactly("private-x-1");
    }

    @Test
    void tenEventsTakeOneCallAndTheEleventhAnother() {
        List<Delivery> batch = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            batch.add(activity("" + i % 2, "e" + i));
        }
        List<Told> told = send(batch.toArray(Delivery[]::new));
        assertThat(told)
                .extracting(one -> one.parsed().get("n").asText())
                .containsExactly("e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8", "e9", "e10");
        assertThat(pusher.requests())
                .extracting(Request::path)
                .containsExactly("/apps/1001/batch_events", "/apps/1001/events");
    }

    @Test
    void anEventForSeveralChannelsIsNeverDividedBetweenCalls() {
        List<Delivery> batch = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            batch.add(activity("1", "e" + i));
        }
        send(new String[] {"channels", "private,presence,presence-cache"}, batch.toArray(Delivery[]::new));
        assertThat(pusher.requests())
                .extracting(request -> request.told().size())
                .containsExactly(9, 9, 3);
    }

    @Test
    void aHundredChannelsTakeOneCall() {
        List<String> channels = new ArrayList<>();
        for (int i = 0; i < Message.MAX_CHANNELS; i++) {
            channels.add("private-" + i);
        }
        try (PusherApi api = new PusherApi(pusher.account())) {
            CompletableFuture<Answer> answer = api.send(List.of(new Message(channels, "t", "{\"a\":1}")));
            assertThat(Verdict.of(answer.join())).isInstanceOf(Outcome.Delivered.class);
        }
        assertThat(pusher.requests()).hasSize(1);
        assertThat(pusher.requests().get(0).told()).extracting(Told::channel).containsExactlyElementsOf(channels);
    }

    @Test
    void aTakenNameIsLeftAndCounted() {
        List<Told> told = send(data("{\"_event\":\"mine\",\"a\":1}"));
        assertThat(told.get(0).data()).isEqualTo("{\"_event\":\"mine\",\"a\":1}");
        assertThat(meters.get("milepost.pusher.identity.taken").counter().count())
                .isEqualTo(1);
    }

    @Test
    void anEncryptedChannelGetsCiphertextAsItIsAndNothingElse() {
        String ciphertext = "{\"nonce\":\"bm9uY2U=\",\"ciphertext\":\"Y2lwaGVy\"}";
        assertThat(send(byName("private-encrypted-x", ciphertext)).get(0).data())
                .isEqualTo(ciphertext);
        try (Sink sink = sink(pusher.settings())) {
            assertThat(words(deliver(sink, byName("private-encrypted-x", "{\"plain\":1}"))))
                    .containsExactly("rejected not-encrypted");
        }
        assertThat(pusher.requests()).hasSize(1);
    }

    @Test
    void namesThatPusherNeverTakesAreNotSentAndHoldNobodyUp() {
        try (Sink sink = sink(pusher.settings())) {
            assertThat(words(deliver(
                            sink,
                            byName("#server-to-user-7", "{}"),
                            byName("a b", "{}"),
                            byName("x".repeat(201), "{}"),
                            Deliveries.of("activity", "team-1", "1", "t".repeat(201), "e1", "{}"),
                            Deliveries.of("activity", "team-1", "1", "pusher:error", "e2", "{}"),
                            activity("1", "e3"))))
                    .containsExactly(
                            "rejected reserved-channel",
                            "rejected invalid-channel",
                            "rejected invalid-channel",
                            "rejected invalid-event",
                            "rejected reserved-event",
                            "delivered");
        }
        assertThat(pusher.requests()).hasSize(1);
    }

    @Test
    void theLongestNameOfOursFitsBehindAPrefix() {
        String longest = "team-" + "k".repeat(159);
        assertThat(send(
                        new String[] {"channels", "presence-cache"},
                        Deliveries.of("activity", longest, "k", "t".repeat(200), "e1", "{}")))
                .hasSize(1);
    }
}
