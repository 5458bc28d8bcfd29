package io.milepost.email.provider.ses;

import static io.milepost.email.EmailException.Code.UNAVAILABLE;
import static io.milepost.email.EmailException.Code.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.EmailException.Code;
import io.milepost.email.provider.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SesFailuresTest {
    private static FakeSes ses;
    private static SesEmailService service;

    @BeforeAll
    static void open() {
        ses = new FakeSes();
        service = FakeSes.open(ses, FakeSes.patience());
    }

    @AfterAll
    static void close() {
        service.close();
        ses.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | TooManyRequestsException | Maximum sending rate exceeded. | RATE_LIMITED",
                "400 | Throttling | Maximum sending rate exceeded. | RATE_LIMITED",
                "400 | ThrottlingException | Rate exceeded | RATE_LIMITED",
                "429 | '' | '' | RATE_LIMITED",
                "429 | TooManyRequestsException | Daily message quota exceeded. | QUOTA_EXCEEDED",
                "400 | Throttling | Daily message quota exceeded | QUOTA_EXCEEDED",
                "400 | LimitExceededException | too many | QUOTA_EXCEEDED",
                "400 | MessageRejected | Email address is not verified. The following identities failed the check in region EU-WEST-1: ada@example.com | CONFIGURATION",
                "400 | MessageRejected | Message contains a virus | REJECTED",
                "400 | MailFromDomainNotVerifiedException | no | CONFIGURATION",
                "400 | SendingPausedException | paused | CONFIGURATION",
                "400 | AccountSuspendedException | suspended | CONFIGURATION",
                "404 | NotFoundException | Configuration set x does not exist. | CONFIGURATION",
                "403 | AccessDeniedException | User is not authorized | CONFIGURATION",
                "403 | UnrecognizedClientException | The security token is invalid. | CONFIGURATION",
                "403 | InvalidClientTokenId | The security token is invalid | CONFIGURATION",
                "403 | ExpiredTokenException | expired | CONFIGURATION",
                "403 | SignatureDoesNotMatch | no match | CONFIGURATION",
                "403 | InvalidSignatureException | no match | CONFIGURATION",
                "400 | MissingAuthenticationToken | who are you | CONFIGURATION",
                "401 | '' | '' | CONFIGURATION",
                "400 | BadRequestException | Missing final '@domain' | INVALID_ADDRESS",
                "400 | BadRequestException | Illegal address | INVALID_ADDRESS",
                "400 | BadRequestException | Domain contains illegal character | INVALID_ADDRESS",
                "400 | BadRequestException | Local address contains control or whitespace | INVALID_ADDRESS",
                "400 | BadRequestException | Tag name is too long | REJECTED",
                "413 | '' | '' | REJECTED",
                "503 | ServiceUnavailable | come back | UNAVAILABLE",
                "500 | InternalServiceErrorException | sorry | UNKNOWN",
                "502 | '' | '' | UNKNOWN",
                "504 | '' | '' | UNKNOWN",
            })
    void whatSesSaysHasOneMeaning(int status, String error, String words, Code code) {
        int before = ses.requests();
        ses.answerSending(status, error, words);
        EmailException failure = fails(service.sendEmail(email()));
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure).hasMessageContaining("" + status).hasMessageNotContaining("ada@");
        assertThat(ses.requests()).as("no retries").isEqualTo(before + 1);
    }

    @Test
    void anAnswerThatCannotBeReadLeavesItUnknown() {
        for (String body : new String[] {"<html>hello</html>", "", "{}", "{\"MessageId\":"}) {
            ses.answer("POST /v2/email/outbound-emails", 200, "", body);
            assertThat(fails(service.sendEmail(email())).code()).as(body).isEqualTo(UNKNOWN);
        }
    }

    @Test
    void aConnectionThatBreaksBeforeTheMessageIsOutHasSentNothing() throws IOException {
        // Takes the connection and a little of the message, then nothing more.
        try (ServerSocket narrow = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread far = new Thread(() -> takeSome(narrow));
            far.start();
            try (SesEmailService sending = FakeSes.open(narrow.getLocalPort(), FakeSes.patience())) {
                Email large = Email.of("ada@example.com", "s", null, "x ".repeat(3_000_000));
                assertThat(fails(sending.sendEmail(large)).code()).isEqualTo(UNAVAILABLE);
            }
        }
    }

    private static void takeSome(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setSoLinger(true, 0);
            InputStream in = socket.getInputStream();
            in.readNBytes(10_000);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCallEndsByItsDeadlineWhateverTheFarSideDoes() throws IOException {
        Patience patience = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(2));
        // Nobody accepts: the connection comes about, and a large message does not fit into what lies between.
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SesEmailService sending = FakeSes.open(deaf.getLocalPort(), patience)) {
            Email large = Email.of("ada@example.com", "s", null, "x ".repeat(3_000_000));
            assertThat(sending.traits().deadline()).isEqualTo(Duration.ofSeconds(5));
            assertThat(fails(sending.sendEmail(large)).code()).isEqualTo(UNAVAILABLE);
        }
    }

    @Test
    void aHostThatNobodyKnowsIsUnavailable() {
        try (SesEmailService nowhere =
                FakeSes.open(ses, FakeSes.patience(), "AWS_SES_ENDPOINT", "http://nobody-has-this-name.invalid")) {
            assertThat(fails(nowhere.sendEmail(email())).code()).isEqualTo(UNAVAILABLE);
        }
    }

    @Test
    void aServerWithoutTlsIsUnavailable() {
        try (SesEmailService tls =
                FakeSes.open(ses, FakeSes.patience(), "AWS_SES_ENDPOINT", "https://127.0.0.1:" + ses.port())) {
            int before = ses.requests();
            assertThat(fails(tls.sendEmail(email())).code()).isEqualTo(UNAVAILABLE);
            assertThat(ses.requests()).isEqualTo(before);
        }
    }

    private static Email email() {
        return Email.of("ada@example.com", "s", null, "x");
    }

    private static EmailException fails(CompletionStage<?> stage) {
        Throwable failure = catchThrowable(() ->
                stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(failure).hasCauseInstanceOf(EmailException.class);
        return (EmailException) failure.getCause();
    }
}
