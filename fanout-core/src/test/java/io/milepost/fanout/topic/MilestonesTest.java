package io.milepost.fanout.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MilestonesTest {
    private final Milestones milestones = new Milestones();

    @Test
    void whoWaitsIsToldWhenTheOffsetIsBehind() {
        CompletableFuture<Void> five = milestones.reached(5).toCompletableFuture();
        milestones.pass(5);
        assertThat(five).isNotDone();
        milestones.pass(6);
        assertThat(five).isCompleted();
        assertThat(milestones.reached(5).toCompletableFuture()).isCompleted();
        assertThat(milestones.reached(6).toCompletableFuture()).isNotDone();
    }

    @Test
    void nobodyWaitsForWhatWillNotBe() {
        CompletableFuture<Void> five = milestones.reached(5).toCompletableFuture();
        milestones.pass(3);
        milestones.restart();
        assertThat(five).isCompletedExceptionally();
        CompletableFuture<Void> again = milestones.reached(2).toCompletableFuture();
        assertThat(again).isNotDone();
        milestones.close();
        assertThat(again).isCompletedExceptionally();
        assertThat(milestones.reached(9).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void nobodyIsForgottenWhoComesWhileTheReaderMoves() {
        CompletableFuture<Void> reader = CompletableFuture.runAsync(
                () -> LongStream.rangeClosed(1, 50_000).forEach(milestones::pass));
        List<CompletableFuture<Void>> waiting = LongStream.range(0, 50_000)
                .mapToObj(offset -> milestones.reached(offset).toCompletableFuture())
                .toList();
        reader.join();
        assertThat(CompletableFuture.allOf(waiting.toArray(CompletableFuture<?>[]::new)))
                .succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void whatIsBehindStaysBehindWhoeverAsks() {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                milestones.reached(0);
            }
        });
        try {
            for (long position = 1; position <= 50_000; position++) {
                milestones.pass(position);
                assertThat(milestones.reached(position - 1).toCompletableFuture())
                        .as("what is just before %d", position)
                        .isCompleted();
            }
        } finally {
            over.set(true);
            asking.join();
        }
    }
}
