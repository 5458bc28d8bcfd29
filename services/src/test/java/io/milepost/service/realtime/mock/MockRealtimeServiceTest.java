package io.milepost.service.realtime.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import io.milepost.service.realtime.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MockRealtimeServiceTest {
    @Test
    void aSocketGetsWhatIsForItsChannelsButNotItsOwn() {
        try (MockRealtimeService mock = new MockRealtimeService()) {
            mock.subscribe("team-1", "1.1");
            mock.join("presence-team-1", "2.2", Member.of("bob"));
            mock.trigger(Trigger.of(List.of("team-1", "presence-team-1"), "cheer", 1)
                            .except("2.2"))
                    .toCompletableFuture()
                    .join();
            mock.leave("team-1", "1.1");
            mock.trigger("team-1", "nobody-is-there", 2).toCompletableFuture().join();
            assertThat(mock.received("1.1")).extracting(Trigger::event).containsExactly("cheer");
            assertThat(mock.received("1.1").get(0).channels()).containsExactly("team-1");
            assertThat(mock.received("2.2")).isEmpty();
            assertThat(mock.triggered()).extracting(Trigger::event).containsExactly("cheer", "nobody-is-there");
            assertThat(mock.getChannelInfo("team-1")
                            .toCompletableFuture()
                            .join()
                            .occupied())
                    .isFalse();
        }
    }

    @Test
    void failuresAskedForComeOnceEachAndDoNothing() {
        try (MockRealtimeService mock = new MockRealtimeService()) {
            RealtimeException limited = RealtimeException.rateLimited("slow down", Duration.ofSeconds(3), null);
            mock.failNext(limited);
            mock.failNext(new RealtimeException(Code.FORBIDDEN, "no"));
            CompletableFuture<Void> first = mock.trigger("team-1", "a", 1).toCompletableFuture();
            assertThatThrownBy(first::join).hasCause(limited);
            assertThat(limited.retryAfter()).contains(Duration.ofSeconds(3));
            assertThat(mock.getChannelInfo("team-1").toCompletableFuture()).isCompletedExceptionally();
            assertThat(mock.trigger("team-1", "b", 1).toCompletableFuture()).isCompletedWithValue(null);
            assertThat(mock.triggered()).extracting(Trigger::event).containsExactly("b");
        }
    }

    @Test
    void chanceIsTheSameForTheSameSeed() {
        List<Boolean> outcomes = outcomes(7);
        assertThat(outcomes(7)).isEqualTo(outcomes);
        assertThat(outcomes(8)).isNotEqualTo(outcomes);
        assertThat(outcomes).filteredOn(failed -> failed).hasSizeBetween(100, 300);
    }

    private static List<Boolean> outcomes(long seed) {
        try (MockRealtimeService mock = new MockRealtimeService(new MockConfig(seed, 0.2, Duration.ZERO))) {
            return IntStream.range(0, 1_000)
                    .mapToObj(n ->
                            mock.trigger("team-1", "e", n).toCompletableFuture().isCompletedExceptionally())
                    .toList();
        }
    }

    @Test
    void delaysEndAndLeaveNoThread() {
        MockRealtimeService mock = new MockRealtimeService(new MockConfig(7, 0, Duration.ofMillis(20)));
        CompletableFuture.allOf(IntStream.range(0, 50)
                        .mapToObj(n -> mock.trigger("team-1", "e", n).toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        assertThat(mock.triggered()).hasSize(50);
        mock.close();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("milepost-mock")));
    }

    @Test
    void whatIsUnderWayWhenItClosesFails() {
        MockRealtimeService mock = new MockRealtimeService(new MockConfig(7, 0, Duration.ofHours(1)));
        CompletableFuture<Void> slow = mock.trigger("team-1", "e", 1).toCompletableFuture();
        mock.close();
        assertThatThrownBy(slow::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RealtimeException.class,
                        failed -> assertThat(failed.code()).isEqualTo(Code.UNAVAILABLE));
        assertThat(mock.triggered()).isEmpty();
    }

    @Test
    void itsVariablesAreCheckedAllAtOnce() {
        Environment wrong =
                new Environment(Map.of("MOCK_SEED", "seven", "MOCK_FAILURE_RATE", "1.5", "MOCK_MAX_DELAY_MS", "-1"));
        assertThatThrownBy(() -> new MockRealtimeProvider().open(wrong))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        refused -> assertThat(refused.faults())
                                .containsExactly(
                                        "MOCK_SEED: \"seven\" is no whole number",
                                        "MOCK_FAILURE_RATE: \"1.5\" is not from 0 to 1",
                                        "MOCK_MAX_DELAY_MS: \"-1\" is not from 0 to 60000"));
        new MockRealtimeProvider()
                .open(new Environment(Map.of("MOCK_SEED", "7", "MOCK_FAILURE_RATE", "0.5", "MOCK_MAX_DELAY_MS", "10")))
                .close();
    }
}
