package io.milepost.email.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.email.Email;
import io.milepost.email.EmailAddress;
import io.milepost.email.EmailException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingEmailTest {
    private static final EmailAddress SENDER = new EmailAddress("noreply@example.com", "Mile Quest");
    private static final EmailAddress ADA = EmailAddress.of("ada@example.com");

    @Test
    void addressesAreInTheirNormalFormAndThereIsASender() {
        OutgoingEmail checked = OutgoingEmail.of(Email.of(" ada@B\u00fccher.example", "s", null, "x"), SENDER);
        assertThat(checked.from()).isEqualTo(SENDER);
        assertThat(checked.email().from()).isEqualTo(SENDER);
        assertThat(checked.recipients()).containsExactly(EmailAddress.of("ada@xn--bcher-kva.example"));
    }

    @Test
    void recipientsAreOneToFifty() {
        refused("to: ", email(List.of(), List.of(), Map.of(), Map.of()));
        List<EmailAddress> many = Collections.nCopies(50, ADA);
        OutgoingEmail.of(email(many, List.of(), Map.of(), Map.of()), SENDER);
        refused("to: ", email(many, List.of(ADA), Map.of(), Map.of()));
        assertThatThrownBy(() -> OutgoingEmail.of(
                        email(List.of(ADA), List.of(ADA, EmailAddress.of("bob")), Map.of(), Map.of()), SENDER))
                .isInstanceOf(EmailException.InvalidAddress.class)
                .hasMessageStartingWith("cc[1]: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From",
                "to",
                "CC",
                "Bcc",
                "Subject",
                "Date",
                "Message-ID",
                "MIME-Version",
                "Sender",
                "Reply-To",
                "Return-Path",
                "Received",
                "DKIM-Signature",
                "Content-Type",
                "content-transfer-encoding",
                "Resent-To",
                "ARC-Seal",
                "X-SES-CONFIGURATION-SET",
                "X-SMTPAPI",
                "X-PM-Tag",
                "Authentication-Results"
            })
    void whatTheMessageHasAnywayIsNotForTheCaller(String name) {
        refused("headers." + name, email(List.of(ADA), List.of(), Map.of(name, "x"), Map.of()));
    }

    @Test
    void headersAndTagsAreBounded() {
        refused("headers: ", email(List.of(ADA), List.of(), Map.of("X A", "x"), Map.of()));
        refused("headers: ", email(List.of(ADA), List.of(), Map.of("", "x"), Map.of()));
        refused("headers.X-A: ", email(List.of(ADA), List.of(), Map.of("X-A", "\u00e9"), Map.of()));
        refused("headers.X-A: ", email(List.of(ADA), List.of(), Map.of("X-A", "x".repeat(999)), Map.of()));
        refused("headers.", email(List.of(ADA), List.of(), Map.of("X-A", "1", "x-a", "2"), Map.of()));
        Map<String, String> many = new HashMap<>();
        IntStream.range(0, 51).forEach(n -> many.put("X-" + n, "x"));
        refused("headers: ", email(List.of(ADA), List.of(), many, Map.of()));
        refused("tags: ", email(List.of(ADA), List.of(), Map.of(), Map.of("a b", "x")));
        refused("tags.a: ", email(List.of(ADA), List.of(), Map.of(), Map.of("a", "x".repeat(257))));
        OutgoingEmail.of(
                email(
                        List.of(ADA),
                        List.of(),
                        Map.of("List-Unsubscribe", "<https://example.com>", "In-Reply-To", "<a@b>"),
                        Map.of("A_b-1", "x".repeat(256))),
                SENDER);
    }

    @Test
    void oneOfTheTwoPartsIsThereAndNeitherIsTooLarge() {
        refused("html: ", Email.of("ada@example.com", "s", null, " "));
        refused("html: ", Email.of("ada@example.com", "s", "", null));
        refused("text: ", Email.of("ada@example.com", "s", null, "a\0b"));
        refused("html: ", Email.of("ada@example.com", "s", "a\ud83cb", null));
        refused("html: ", Email.of("ada@example.com", "s", "a".repeat(4 << 20), "b".repeat(4 << 20)));
        refused("html: ", Email.of("ada@example.com", "s", null, "\u2603".repeat(3 << 20)));
        refused("subject: ", Email.of("ada@example.com", "s".repeat(999), null, "x"));
    }

    private static void refused(String field, Email email) {
        assertThatThrownBy(() -> OutgoingEmail.of(email, SENDER))
                .isInstanceOf(EmailException.Rejected.class)
                .hasMessageStartingWith(field);
    }

    private static Email email(
            List<EmailAddress> to, List<EmailAddress> cc, Map<String, String> headers, Map<String, String> tags) {
        return new Email(null, to, cc, List.of(), List.of(), "s", null, "x", headers, tags, null);
    }
}
