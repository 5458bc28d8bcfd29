package io.milepost.email.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.email.EmailException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BlockingCallsTest {
    /** Long enough for a call to begin on any machine. */
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMillis(1));

    private final CountDownLatch over = new CountDownLatch(1);

    @Test
    void aCallThatHandsOverNothingIsUnavailableAndNeverHandsOver() {
        AtomicReference<SendWindow> window = new AtomicReference<>();
        BlockingCalls calls = new BlockingCalls("test", SHORT);
        CompletionStage<String> call = calls.send(open -> {
            window.set(open);
            return hang();
        });
        assertThatThrownBy(() -> finish(call)).hasCauseInstanceOf(EmailException.Unavailable.class);
        assertThatThrownBy(() -> window.get().handOver()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> window.get().check()).isInstanceOf(IOException.class);
        over.countDown();
        calls.close();
    }

    @Test
    void aCallThatHasHandedOverIsUnknown() {
        BlockingCalls calls = new BlockingCalls("test", SHORT);
        CompletionStage<String> call = calls.send(window -> {
            try {
                window.handOver();
            } catch (IOException e) {
                throw new AssertionError("a window of 3 s was too short for this machine", e);
            }
            return hang();
        });
        assertThatThrownBy(() -> finish(call)).hasCauseInstanceOf(EmailException.Unknown.class);
        over.countDown();
        calls.close();
    }

    @Test
    void callsAreBoundedAndWhatIsTooMuchIsRefused() {
        BlockingCalls calls = new BlockingCalls("test", Patience.STANDARD);
        List<CompletableFuture<String>> taken = new ArrayList<>();
        for (int i = 0; i < 216; i++) {
            taken.add(calls.ask(Duration.ofMinutes(1), this::hang).toCompletableFuture());
        }
        AtomicBoolean called = new AtomicBoolean();
        CompletionStage<String> more = calls.send(window -> {
            called.set(true);
            return "sent";
        });
        assertThatThrownBy(() -> finish(more)).hasCauseInstanceOf(EmailException.RateLimited.class);
        over.countDown();
        taken.forEach(call -> assertThat(finish(call)).isEqualTo("done"));
        assertThat(called).isFalse();
        calls.close();
        assertThatThrownBy(() -> finish(calls.ask(Duration.ofMinutes(1), this::hang)))
                .hasCauseInstanceOf(EmailException.Unavailable.class);
    }

    private String hang() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "done";
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
