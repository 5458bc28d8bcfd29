package io.milepost.pusher;

import static io.milepost.pusher.Deliveries.activity;
import static io.milepost.pusher.Deliveries.deliver;
import static io.milepost.pusher.Deliveries.sink;
import static io.milepost.pusher.Deliveries.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.milepost.fanout.Sink;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that does not answer, or not to the end. */
class LostAnswerTest {
    private static final String SHORT = "1s";
    private static final String PATIENT = "15s";

    private static List<String> outcome(String timeout, FakePusher.Behaviour behaviour) {
        try (FakePusher pusher = new FakePusher(behaviour);
                Sink sink = sink(pusher.settings("requestTimeout", timeout))) {
            List<String> words = words(deliver(sink, activity("1", "e1")));
            await().atMost(Duration.ofSeconds(30)).until(() -> pusher.closed() == pusher.connections());
            return words;
        }
    }

    @Test
    void silenceIsATimeoutAndTheConnectionIsClosed() {
        assertThat(outcome(SHORT, (request, socket) -> untilGone(socket))).containsExactly("retry timeout");
    }

    @Test
    void silenceAfterTheHeadersIsATimeout() {
        assertThat(outcome(SHORT, (request, socket) -> {
                    FakePusher.write(socket, FakePusher.head(200, 2));
                    untilGone(socket);
                }))
                .containsExactly("retry timeout");
    }

    @Test
    void anAnswerThatDripsForTooLongIsATimeout() {
        assertThat(outcome(SHORT, (request, socket) -> {
                    FakePusher.write(socket, FakePusher.head(200, 1 << 30));
                    drip(socket, "x".repeat(10_000));
                }))
                .containsExactly("retry timeout");
    }

    @Test
    void anAnswerThatDripsInTimeIsAnAnswer() {
        assertThat(outcome(PATIENT, (request, socket) -> {
                    drip(socket, FakePusher.head(200, 2) + "{}");
                    socket.close();
                }))
                .containsExactly("delivered");
    }

    @Test
    void aResetIsRetried() {
        assertThat(outcome(PATIENT, (request, socket) -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }))
                .containsExactly("retry io");
    }

    @Test
    void aCloseBeforeTheAnswerIsRetried() {
        assertThat(outcome(PATIENT, (request, socket) -> socket.close())).containsExactly("retry io");
    }

    @Test
    void anAnswerCutShortIsRetriedThoughItSaid200() {
        assertThat(outcome(PATIENT, (request, socket) -> {
                    FakePusher.write(socket, FakePusher.head(200, 100) + "{");
                    socket.close();
                }))
                .containsExactly("retry io");
    }

    @Test
    void anAnswerThatIsNotHttpIsRetried() {
        assertThat(outcome(PATIENT, (request, socket) -> {
                    FakePusher.write(socket, "220 mail.example.org ESMTP\r\n\r\n");
                    socket.close();
                }))
                .containsExactly("retry io");
    }

    @Test
    void nobodyThereIsRetried() {
        FakePusher pusher = new FakePusher(FakePusher.ok());
        pusher.close();
        try (Sink sink = sink(pusher.settings())) {
            assertThat(words(deliver(sink, activity("1", "e1")))).containsExactly("retry connect");
        }
    }

    @Test
    void aNameThatNobodyKnowsIsRetried() {
        try (FakePusher pusher = new FakePusher(FakePusher.ok());
                Sink sink = sink(pusher.settings("host", "nowhere.invalid"))) {
            assertThat(words(deliver(sink, activity("1", "e1"))).get(0)).startsWith("retry ");
        }
    }

    @Test
    void plainTextWhereTlsIsExpectedIsRetried() {
        try (FakePusher pusher = new FakePusher(FakePusher.ok());
                Sink sink = sink(pusher.settings("scheme", "https", "requestTimeout", SHORT))) {
            assertThat(words(deliver(sink, activity("1", "e1"))).get(0)).startsWith("retry ");
        }
    }

    /** Reads until the client hangs up. */
    private static void untilGone(Socket socket) throws IOException {
        socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    }

    private static void drip(Socket socket, String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            FakePusher.write(socket, text.substring(i, i + 1));
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }
}
