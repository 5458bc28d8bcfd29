package io.milepost.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import io.milepost.service.ServiceProvider;
import io.milepost.service.realtime.ChannelAuth;
import io.milepost.service.realtime.ChannelInfo;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import io.milepost.service.realtime.RealtimeService;
import io.milepost.service.realtime.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Pusher alone can do, refuse or answer. */
class PusherRealtimeTest {
    private final FakeChannels channels = new FakeChannels();
    private final FakePusher pusher = new FakePusher(channels);
    private final RealtimeService service = new PusherRealtimeService(pusher.account(), "/tests");

    @AfterEach
    void close() {
        service.close();
        pusher.close();
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static RealtimeException failure(CompletionStage<?> stage) {
        Throwable failure = catchThrowable(() -> finish(stage));
        return (RealtimeException) (failure instanceof CompletionException ? failure.getCause() : failure);
    }

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(ServiceProvider.class))
                .filteredOn(provider -> provider.name().equals("pusher"))
                .singleElement()
                .satisfies(provider -> assertThat(provider.type()).isEqualTo(RealtimeService.type()));
    }

    @Test
    void isOpenedByTheDocumentsVariables() {
        Map<String, String> variables = Map.of(
                "PUSHER_APP_ID",
                FakePusher.APP,
                "NEXT_PUBLIC_PUSHER_KEY",
                FakePusher.KEY,
                "PUSHER_SECRET",
                FakePusher.SECRET,
                "PUSHER_CLUSTER",
                "us2",
                "PUSHER_SCHEME",
                "http",
                "PUSHER_HOST",
                "127.0.0.1",
                "PUSHER_PORT",
                "" + pusher.port());
        try (RealtimeService opened = new PusherRealtimeProvider().open(new Environment(variables))) {
            opened.trigger("lobby", "e", 1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !pusher.requests().isEmpty());
        }
    }

    @Test
    void dataGoesAsItIsAndItsIdWithItIfItHasOne() {
        finish(service.trigger("lobby", "e", List.of(1, 2)));
        finish(service.trigger(Trigger.of("lobby", "e", Map.of("a", 1)).deduplicatedBy("once")));
        assertThat(pusher.requests().get(0).told().get(0).data()).isEqualTo("[1,2]");
        assertThat(pusher.requests()
                        .get(1)
                        .told()
                        .get(0)
                        .parsed()
                        .path("_event")
                        .path("id")
                        .asText())
                .isEqualTo("once");
    }

    @Test
    void whoCausedItCanBeLeftOut() {
        finish(service.trigger(Trigger.of("lobby", "e", 1).except("1.2")));
        finish(service.triggerBatch(List.of(Trigger.of("lobby", "e", 1).except("3.4"), Trigger.of("lobby", "e", 2))));
        assertThat(pusher.requests().get(0).json().get("socket_id").asText()).isEqualTo("1.2");
        assertThat(pusher.requests()
                        .get(1)
                        .json()
                        .get("batch")
                        .get(0)
                        .get("socket_id")
                        .asText())
                .isEqualTo("3.4");
        assertThat(pusher.requests().get(1).json().get("batch").get(1).has("socket_id"))
                .isFalse();
    }

    @Test
    void aLongBatchGoesInCallsOfTenAndStopsAtTheFirstThatFails() {
        List<Trigger> batch = IntStream.range(0, 25)
                .mapToObj(n -> Trigger.of("lobby", "e", n))
                .toList();
        finish(service.triggerBatch(batch));
        assertThat(pusher.requests())
                .extracting(request -> request.told().size())
                .containsExactly(10, 10, 5);
        pusher.behave(FakePusher.status(500));
        assertThat(failure(service.triggerBatch(batch)).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(pusher.requests()).hasSize(4);
    }

    @Test
    void boundsArePushers() {
        List<String> hundred = IntStream.range(0, 100).mapToObj(n -> "c" + n).toList();
        finish(service.trigger(hundred, "e", 1));
        List<String> more = new ArrayList<>(hundred);
        more.add("c100");
        assertThat(failure(service.trigger(more, "e", 1)).code()).isEqualTo(Code.TOO_LARGE);
        finish(service.trigger("c", "e", "é".repeat(5_119)));
        assertThat(failure(service.trigger("c", "e", "é".repeat(5_120))).code()).isEqualTo(Code.TOO_LARGE);
        assertThat(failure(service.trigger("#c", "e", 1)).code()).isEqualTo(Code.INVALID_CHANNEL);
        assertThat(failure(service.trigger("private-encrypted-c", "e", 1)).code())
                .isEqualTo(Code.INVALID_DATA);
        finish(service.trigger("private-encrypted-c", "e", Map.of("nonce", "bg==", "ciphertext", "Yw==")));
        assertThat(pusher.requests()).hasSize(3);
    }

    /** The figures are of Pusher's own documentation of authentication signatures. */
    @Test
    void signaturesAreThoseOfPushersDocumentation() {
        try (RealtimeService documented = new PusherRealtimeProvider()
                .open(new Environment(Map.of(
                        "PUSHER_APP_ID",
                        "1",
                        "PUSHER_KEY",
                        "278d425bdf160c739803",
                        "PUSHER_SECRET",
                        "7ad3773142a6692b25b8")))) {
            assertThat(documented
                            .authenticateChannel("1234.1234", "private-foobar", "ada")
                            .auth())
                    .isEqualTo("278d425bdf160c739803:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4");
        }
    }

    @Test
    void aPresenceChannelsSignatureCoversWhoItIs() {
        ChannelAuth auth = service.authenticateChannel("1.2", "presence-a", new Member("ada", "Ada", null));
        String signed = "1.2:presence-a:" + auth.channelData().orElseThrow();
        assertThat(auth.auth())
                .isEqualTo(FakePusher.KEY + ":"
                        + Signatures.hmac(signed.getBytes(java.nio.charset.StandardCharsets.UTF_8), FakePusher.SECRET));
    }

    @Test
    void nobodyIsLetIntoWhatIsOpenOrEncryptedOrByNoSocket() {
        assertThatThrownBy(() -> service.authenticateChannel("1.2", "lobby", "ada"))
                .isInstanceOfSatisfying(
                        RealtimeException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_CHANNEL));
        assertThatThrownBy(() -> service.authenticateChannel("1.2", "private-encrypted-a", "ada"))
                .isInstanceOfSatisfying(
                        RealtimeException.class, e -> assertThat(e.code()).isEqualTo(Code.UNSUPPORTED));
        assertThatThrownBy(() -> service.authenticateChannel("1.2:private-b", "private-a", "ada"))
                .isInstanceOfSatisfying(
                        RealtimeException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_DATA));
    }

    @Test
    void anAppThatCountsNoSubscriptionsIsAskedWithout() {
        channels.countSubscriptions(false);
        channels.follow("presence-a", "ada");
        ChannelInfo info = finish(service.getChannelInfo("presence-a"));
        assertThat(info.occupied()).isTrue();
        assertThat(info.subscriptionCount()).isEmpty();
        assertThat(info.userCount()).hasValue(1);
        assertThat(finish(service.getChannelInfo("lobby")).occupied()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "302, CONFIGURATION",
        "400, INVALID_DATA",
        "401, UNAUTHORIZED",
        "403, FORBIDDEN",
        "404, CONFIGURATION",
        "408, UNAVAILABLE",
        "413, TOO_LARGE",
        "429, RATE_LIMITED",
        "500, UNAVAILABLE",
        "503, UNAVAILABLE",
    })
    void aRefusalHasItsCode(int status, Code code) {
        pusher.behave(FakePusher.status(status, "Retry-After: 7"));
        for (CompletionStage<?> stage : List.of(
                service.trigger("a", "e", 1),
                service.getChannelInfo("a"),
                service.getChannelUsers("presence-a"),
                service.health())) {
            RealtimeException failure = failure(stage);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.getMessage()).doesNotContain("auth_").doesNotContain(FakePusher.SECRET);
            assertThat(failure.retryAfter().isPresent()).isEqualTo(status == 429);
            failure.retryAfter().ifPresent(pause -> assertThat(pause).isEqualTo(Duration.ofSeconds(7)));
        }
    }

    @Test
    void anAnswerThatIsNotPushersIsSaidToBeNone() {
        pusher.behave((request, socket) -> FakePusher.respond(socket, 200, "<html>"));
        assertThat(failure(service.getChannelInfo("a")).code()).isEqualTo(Code.CONFIGURATION);
        pusher.behave((request, socket) -> socket.close());
        assertThat(failure(service.getChannelInfo("a")).code()).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void moreThanAHundredOperationsAtOnceAreRefused() {
        CompletableFuture<Void> go = new CompletableFuture<>();
        pusher.behave((request, socket) -> {
            go.join();
            FakePusher.respond(socket, 200, "{}");
        });
        List<CompletionStage<Void>> stages = IntStream.range(0, 101)
                .mapToObj(n -> service.trigger("a", "e", n))
                .toList();
        assertThat(failure(stages.get(100)).code()).isEqualTo(Code.RATE_LIMITED);
        go.complete(null);
        stages.subList(0, 100).forEach(PusherRealtimeTest::finish);
        finish(service.trigger("a", "e", 1));
    }

    @Test
    void closingWaitsForWhatIsUnderWay() {
        CompletionStage<Void> stage = service.trigger("a", "e", 1);
        service.close();
        finish(stage);
        assertThat(pusher.requests()).hasSize(1);
    }

    @Test
    void allFaultsAreSaidAtOnceWithoutTheSecret() {
        assertThatThrownBy(() -> new PusherRealtimeProvider()
                        .open(new Environment(Map.of(
                                "PUSHER_APP_ID",
                                "a/b",
                                "PUSHER_SECRET",
                                "never-said",
                                "PUSHER_HOST",
                                "user@host",
                                "PUSHER_PORT",
                                "0",
                                "PUSHER_SCHEME",
                                "ftp"))))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.faults().stream()
                                        .map(fault -> fault.substring(0, fault.indexOf(':')))
                                        .collect(Collectors.toSet()))
                                .containsExactlyInAnyOrder(
                                        "PUSHER_APP_ID", "PUSHER_KEY", "PUSHER_HOST", "PUSHER_PORT", "PUSHER_SCHEME"))
                .message()
                .doesNotContain("never-said");
    }
}
