package io.milepost.pusher;

import static io.milepost.pusher.Deliveries.data;
import static io.milepost.pusher.Deliveries.deliver;
import static io.milepost.pusher.Deliveries.sink;
import static io.milepost.pusher.Deliveries.words;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.fanout.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event's data as clients get it, and how much of it there may be. */
class PayloadTest {
    private static final String TOLD =
            "\"_event\":{\"id\":\"e1\",\"source\":\"/tests\",\"time\":\"2026-01-02T03:04:05Z\"}";

    private static String of(String data) {
        return new Payload("_event").of(data(data).event()).data();
    }

    @Test
    void anObjectKeepsWhatItHasAsItWasWritten() {
        assertThat(of("{}")).isEqualTo("{" + TOLD + "}");
        assertThat(of(" { } \n")).isEqualTo(" { " + TOLD + "}");
        assertThat(of("{\"a\":1.50e3,\"b\":\"\\ud83d\\ude00}\",\"c\":12345678901234567890}\n"))
                .isEqualTo("{\"a\":1.50e3,\"b\":\"\\ud83d\\ude00}\",\"c\":12345678901234567890," + TOLD + "}");
        assertThat(of("{\"deep\":{\"_event\":1}}")).isEqualTo("{\"deep\":{\"_event\":1}," + TOLD + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"text\"", "null", "true", "[1,{\"_event\":2}]"})
    void anythingElseIsWrapped(String data) {
        assertThat(of(data)).isEqualTo("{\"value\":" + data + "," + TOLD + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"_event\":null}", "{\"a\":1,\"_event\":{\"id\":\"x\"}}", "{\"\\u005fevent\":1}"})
    void aTakenNameIsLeft(String data) {
        assertThat(of(data)).isEqualTo(data);
    }

    @Test
    void withoutIdentityNothingIsTouched() {
        assertThat(new Payload("").of(data("5").event()).data()).isEqualTo("5");
        assertThat(new Payload("").of(data("{\"a\":1}").event()).data()).isEqualTo("{\"a\":1}");
    }

    @Test
    void bytesAreCountedAndNotCharacters() {
        try (FakePusher pusher = new FakePusher(FakePusher.ok());
                Sink sink = sink(pusher.settings())) {
            assertThat(words(deliver(sink, data(ofSize(10_240))))).containsExactly("delivered");
            assertThat(words(deliver(sink, data(ofSize(10_241))))).containsExactly("rejected too-large");
            assertThat(pusher.requests()).hasSize(1);
            assertThat(pusher.requests().get(0).told().get(0).data().getBytes(UTF_8))
                    .hasSize(10_240);
        }
    }

    @Test
    void theBoundIsTheServersOwn() {
        try (FakePusher pusher = new FakePusher(FakePusher.ok());
                Sink sink = sink(pusher.settings("maxBytes", "100000", "identity", "none"))) {
            assertThat(words(deliver(sink, data("\"" + "x".repeat(99_998) + "\""))))
                    .containsExactly("delivered");
            assertThat(words(deliver(sink, data("\"" + "x".repeat(99_999) + "\""))))
                    .containsExactly("rejected too-large");
        }
    }

    @Test
    void aReferenceSaysWhereTheEventIs() {
        try (FakePusher pusher = new FakePusher(FakePusher.ok());
                Sink sink = sink(pusher.settings("large", "reference"))) {
            assertThat(words(deliver(sink, data(ofSize(10_240)), data(ofSize(10_241)))))
                    .containsExactly("delivered", "delivered");
            JsonNode whole = pusher.requests().get(0).told().get(0).parsed();
            JsonNode told = pusher.requests().get(0).told().get(1).parsed();
            assertThat(whole.has("reference")).isFalse();
            assertThat(told.get("reference").get("channel").asText()).isEqualTo("team-1");
            assertThat(told.get("reference").get("id").asText()).isEqualTo("e1");
            assertThat(told.get("reference").get("source").asText()).isEqualTo("/tests");
            assertThat(told.get("reference").get("href").asText())
                    .isEqualTo("/api/channels/team-1/events?before=2026-01-02T03:04:06.001Z");
            assertThat(told.get("_event").get("id").asText()).isEqualTo("e1");
        }
    }

    /** An object that has so many bytes with its identity, in characters of one to four bytes. */
    private static String ofSize(int bytes) {
        String some = "aé€😀".repeat(900);
        int rest = bytes - of("{\"text\":\"" + some + "\"}").getBytes(UTF_8).length;
        return "{\"text\":\"" + some + "x".repeat(rest) + "\"}";
    }
}
