package io.milepost.pusher;

import static io.milepost.pusher.Deliveries.activity;
import static io.milepost.pusher.Deliveries.deliver;
import static io.milepost.pusher.Deliveries.sink;
import static io.milepost.pusher.Deliveries.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.fanout.Outcome;
import io.milepost.fanout.Sink;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each of HTTP's answers means: the table of docs/PUSHER.md. */
class StatusTest {
    @ParameterizedTest
    @CsvSource({
        "200, delivered",
        "201, delivered",
        "202, delivered",
        "204, delivered",
        "301, halted http-301",
        "302, halted http-302",
        "304, halted http-304",
        "307, halted http-307",
        "400, rejected http-400",
        "401, halted http-401",
        "402, rejected http-402",
        "403, halted http-403",
        "404, rejected http-404",
        "405, rejected http-405",
        "407, halted http-407",
        "408, retry http-408",
        "409, rejected http-409",
        "410, rejected http-410",
        "413, rejected http-413",
        "422, rejected http-422",
        "429, retry http-429",
        "431, rejected http-431",
        "500, retry http-500",
        "501, retry http-501",
        "502, retry http-502",
        "503, retry http-503",
        "504, retry http-504",
        "599, retry http-599",
    })
    void aStatusHasItsOutcome(int status, String outcome) {
        // A server of its own for what it redirects to: nobody may follow.
        try (FakePusher elsewhere = new FakePusher(FakePusher.ok());
                FakePusher pusher = new FakePusher(FakePusher.status(
                        status, "Location: http://127.0.0.1:" + elsewhere.port() + "/", "Proxy-Authenticate: Basic"));
                Sink sink = sink(pusher.settings())) {
            assertThat(words(deliver(sink, activity("1", "e1")))).containsExactly(outcome);
            assertThat(pusher.requests()).hasSize(1);
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void aWrongSecretHalts() {
        try (FakePusher pusher = new FakePusher(FakePusher.ok());
                Sink sink = sink(pusher.settings("secret", "another"))) {
            assertThat(words(deliver(sink, activity("1", "e1")))).containsExactly("halted http-401");
            assertThat(pusher.requests()).isEmpty();
        }
    }

    @Test
    void anAnswerThatIsNoJsonIsAnAnswer() {
        try (FakePusher pusher =
                        new FakePusher((request, socket) -> FakePusher.respond(socket, 200, "<html>\0garbage"));
                Sink sink = sink(pusher.settings())) {
            assertThat(words(deliver(sink, activity("1", "e1")))).containsExactly("delivered");
        }
    }

    @Test
    void anAnswerWithoutEndIsReadToABound() {
        try (FakePusher pusher = new FakePusher((request, socket) -> {
                    FakePusher.write(socket, FakePusher.head(200, 1 << 30));
                    while (true) {
                        FakePusher.write(socket, "x".repeat(1 << 16));
                    }
                });
                Sink sink = sink(pusher.settings())) {
            assertThat(words(deliver(sink, activity("1", "e1")))).containsExactly("delivered");
        }
    }

    @Test
    void retryAfterIsHonouredInSecondsAndAsADateAndBounded() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100));
        try (FakePusher pusher = new FakePusher(FakePusher.ok());
                Sink sink = sink(pusher.settings())) {
            assertThat(pause(pusher, sink, 429, "7")).isEqualTo(Duration.ofSeconds(7));
            assertThat(pause(pusher, sink, 503, "7")).isEqualTo(Duration.ofSeconds(7));
            assertThat(pause(pusher, sink, 429, date)).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(100));
            assertThat(pause(pusher, sink, 429, "999999999")).isEqualTo(RetryAfter.MOST);
            assertThat(pause(pusher, sink, 429, "Wed, 21 Oct 2015 07:28:00 GMT"))
                    .isZero();
            assertThat(pause(pusher, sink, 429, "Fri, 31 Dec 9999 23:59:59 GMT"))
                    .isEqualTo(RetryAfter.MOST);
            assertThat(pause(pusher, sink, 429, "soon")).isZero();
            assertThat(pause(pusher, sink, 429, "-3")).isZero();
        }
    }

    private static Duration pause(FakePusher pusher, Sink sink, int status, String retryAfter) {
        pusher.behave(FakePusher.status(status, "Retry-After: " + retryAfter));
        return ((Outcome.RetryAfter) deliver(sink, activity("1", "e1")).get(0)).pause();
    }
}
