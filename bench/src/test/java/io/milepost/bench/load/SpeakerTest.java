package io.milepost.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What is published when. */
class SpeakerTest {
    private static final int BYTES = 300;

    @Test
    void eachEventSaysWhenItWasDueAndTheLastHasItsTimeToo() {
        List<String> said = new ArrayList<>();
        Feed feed = new Feed() {
            @Override
            public CompletionStage<?> publish(String key, String data) {
                said.add(key + data);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void close() {}
        };
        try (Speaker speaker = new Speaker(feed, List.of("a", "b"), BYTES)) {
            long began = Clock.micros();
            assertThat(speaker.speak(20, 0.27)).isEqualTo(5);
            // Five events at 20 a second are a quarter of one, though the fifth is due after a fifth.
            assertThat(Clock.micros() - began).isGreaterThanOrEqualTo(249_000);
        }
        assertThat(said).hasSize(5).allMatch(text -> text.length() == 1 + BYTES && text.contains("~"));
        assertThat(said).extracting(text -> text.charAt(0)).containsExactly('a', 'b', 'a', 'b', 'a');
        long first = due(said.get(0));
        for (int i = 0; i < said.size(); i++) {
            assertThat(due(said.get(i)) - first).isBetween(i * 50_000L - 1, i * 50_000L + 1);
        }
    }

    private static long due(String text) {
        return Long.parseLong(text.replaceAll(".*\"t\":(\\d{16})}", "$1"));
    }
}
