package io.milepost.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.console.web.Work;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final Work work = new Work("test", 1, 1);

    @AfterEach
    void close() {
        work.close();
    }

    @Test
    void whatIsStillWaitedForIsNoTrouble() throws Exception {
        CompletableFuture<String> kafka = new CompletableFuture<>();
        Remembered<String> remembered = new Remembered<>(work, TimeUnit.HOURS.toNanos(1), kafka::get);
        Remembered.Seen<String> early = remembered.latest(1).get(30, TimeUnit.SECONDS);
        assertThat(early.value()).isNull();
        assertThat(early.trouble()).isNull();
        kafka.complete("here");
        assertThat(remembered.latest(30_000).get(30, TimeUnit.SECONDS).value()).isEqualTo("here");
    }

    @Test
    void whatFailedSaysWhy() throws Exception {
        Remembered<String> remembered = new Remembered<>(work, TimeUnit.HOURS.toNanos(1), () -> {
            throw new TimeoutException("secret");
        });
        assertThat(remembered.latest(30_000).get(30, TimeUnit.SECONDS).trouble())
                .isEqualTo("Kafka: TimeoutException");
    }
}
