package io.milepost.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaitingFramesTest {
    private final WaitingFrames waiting = new WaitingFrames();

    @Test
    void theyAreBoundedInNumber() {
        assertThat(waiting.offer("a", 2)).isTrue();
        assertThat(waiting.offer("b", 2)).isTrue();
        assertThat(waiting.offer("c", 2)).isFalse();
        assertThat(waiting.remove()).isEqualTo("a");
        assertThat(waiting.offer("c", 2)).isTrue();
        assertThat(waiting.size()).isEqualTo(2);
    }

    @Test
    void theyAreBoundedInLetters() {
        String long1 = "x".repeat(200_000);
        assertThat(waiting.offer(long1, 100)).isTrue();
        assertThat(waiting.offer(long1, 100)).isFalse();
        assertThat(waiting.offer("x".repeat(60_000), 100)).isTrue();
        waiting.clear();
        assertThat(waiting.offer("x".repeat(300_000), 100)).as("one alone").isTrue();
    }
}
