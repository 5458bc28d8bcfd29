package io.milepost.email.provider.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.EmailException.Code;
import io.milepost.email.EmailService;
import io.milepost.email.EmailServiceContract;
import io.milepost.email.MailPeer;
import io.milepost.service.Health;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What all providers over HTTP do, besides the contract. */
public abstract class HttpProviderTest extends EmailServiceContract {
    /** Long enough for answers on a slow machine, short enough to wait for. */
    protected static final Duration PATIENCE = Duration.ofSeconds(3);

    private HttpPeer peer;

    /** A provider's far side. */
    protected abstract HttpPeer httpPeer();

    /** The provider against it, with {@link #PATIENCE}. */
    protected abstract EmailService openHttp(HttpPeer far);

    @Override
    protected final MailPeer peer() {
        peer = httpPeer();
        return peer;
    }

    @Override
    protected final EmailService open(MailPeer far) {
        return openHttp((HttpPeer) far);
    }

    /** The far side of this test. */
    protected final HttpPeer far() {
        return peer;
    }

    /** What becomes of a message that is answered so; it is asked for once. */
    protected final EmailException answered(Code expected, int status, String body, String... headers) {
        peer.behave(HttpPeer.status(status, body, headers));
        int before = peer.requests();
        EmailException failure = fails(expected, send());
        assertThat(peer.requests()).as("tried once").isEqualTo(before + 1);
        return failure;
    }

    private java.util.concurrent.CompletionStage<?> send() {
        return service().sendEmail(Email.of("ada@example.com", "subject", null, "text"));
    }

    @Test
    void statusesWithoutWordsMeanWhatHttpSays() {
        Map<Integer, Code> meaning = Map.ofEntries(
                Map.entry(301, Code.CONFIGURATION),
                Map.entry(307, Code.CONFIGURATION),
                Map.entry(400, Code.REJECTED),
                Map.entry(401, Code.CONFIGURATION),
                Map.entry(403, Code.CONFIGURATION),
                Map.entry(404, Code.CONFIGURATION),
                Map.entry(408, Code.UNAVAILABLE),
                Map.entry(413, Code.REJECTED),
                Map.entry(422, Code.REJECTED),
                Map.entry(429, Code.RATE_LIMITED),
                Map.entry(500, Code.UNKNOWN),
                Map.entry(502, Code.UNKNOWN),
                Map.entry(503, Code.UNAVAILABLE),
                Map.entry(504, Code.UNKNOWN));
        meaning.forEach((status, code) -> {
            answered(code, status, "<html>", "Location: " + peer.uri() + "/elsewhere");
            answered(code, status, "{}");
            answered(code, status, "");
        });
    }

    @Test
    void whatCannotBeReadMayHaveBeenSent() {
        for (String body :
                new String[] {"", "{", "[]", "null", "7", "{}", "{\"id\":7,\"MessageID\":{}}", "<p>ok</p>"}) {
            answered(Code.UNKNOWN, 200, body);
        }
    }

    @Test
    void anAnswerThatDripsForTooLongMayHaveBeenSent() {
        peer.behave((request, socket) -> {
            HttpPeer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            drip(socket);
        });
        fails(Code.UNKNOWN, send());
        assertThat(peer.requests()).isEqualTo(1);
    }

    @Test
    void headersThatDripForTooLongMayHaveBeenSent() {
        peer.behave((request, socket) -> {
            HttpPeer.write(socket, "HTTP/1.1 200 OK\r\nX-Long: ");
            drip(socket);
        });
        fails(Code.UNKNOWN, send());
        assertThat(peer.requests()).isEqualTo(1);
    }

    @Test
    void anAnswerOfTooManyBytesMayHaveBeenSent() {
        peer.behave((request, socket) -> {
            HttpPeer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            String much = "x".repeat(1 << 20);
            while (!socket.isClosed()) {
                HttpPeer.write(socket, much);
            }
        });
        fails(Code.UNKNOWN, send());
    }

    @Test
    void anAnswerCutShortMayHaveBeenSent() {
        peer.behave((request, socket) -> {
            HttpPeer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"id\":\"1\",");
            socket.close();
        });
        fails(Code.UNKNOWN, send());
    }

    @Test
    void theDeadlineIsLongerThanACall() {
        assertThat(service().traits().deadline()).isGreaterThan(PATIENCE);
    }

    @Test
    void lettersOutsideAsciiBeforeTheAtAreRefusedHere() {
        fails(Code.UNSUPPORTED_ADDRESS, service().sendEmail(Email.of("j\u00fcrgen@example.com", "s", null, "x")));
        assertThat(peer.requests()).isZero();
    }

    @Test
    void aProviderThatAnswersIsHealthyAndOthersAreNot() {
        assertThat(finish(service().health())).extracting(Health::ok).isEqualTo(true);
        peer.behave(HttpPeer.status(401, "{}"));
        fails(Code.CONFIGURATION, service().health());
        peer.behave(HttpPeer.status(500, "{}"));
        fails(Code.UNAVAILABLE, service().health());
        peer.mode(MailPeer.Mode.GONE);
        fails(Code.UNAVAILABLE, service().health());
    }

    private static void drip(Socket socket) throws IOException {
        while (!socket.isClosed()) {
            HttpPeer.write(socket, "x");
            LockSupport.parkNanos(10_000_000);
        }
    }
}
