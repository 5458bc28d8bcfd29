package io.milepost.email.provider.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.email.EmailAddress;
import io.milepost.email.EmailService;
import io.milepost.email.provider.postmark.PostmarkEmailProvider;
import io.milepost.email.provider.resend.ResendEmailProvider;
import io.milepost.email.provider.sendgrid.SendGridEmailProvider;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import io.milepost.service.ServiceProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The variables of providers over HTTP. */
class HttpProvidersTest {
    @TempDir
    Path directory;

    @Test
    void allAreFound() {
        assertThat(ServiceLoader.load(ServiceProvider.class).stream()
                        .<ServiceProvider<?>>map(ServiceLoader.Provider::get)
                        .map(provider -> provider.name()))
                .contains("sendgrid", "postmark", "resend");
    }

    @Test
    void secretsMayStandInFiles() throws Exception {
        String file = Files.writeString(directory.resolve("key"), "a-key\n").toString();
        for (Map<String, String> variables : List.of(
                Map.of("SENDGRID_API_KEY_FILE", file, "DEFAULT_FROM_EMAIL", "a@example.com"),
                Map.of("POSTMARK_SERVER_TOKEN_FILE", file, "DEFAULT_FROM_EMAIL", "a@example.com"),
                Map.of("RESEND_API_KEY_FILE", file, "DEFAULT_FROM_EMAIL", "a@example.com"))) {
            ServiceProvider<EmailService> provider = variables.containsKey("SENDGRID_API_KEY_FILE")
                    ? new SendGridEmailProvider()
                    : variables.containsKey("RESEND_API_KEY_FILE")
                            ? new ResendEmailProvider()
                            : new PostmarkEmailProvider();
            try (EmailService service = provider.open(new Environment(variables))) {
                assertThat(service.traits().provider()).isEqualTo(provider.name());
            }
        }
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertThatThrownBy(() -> new PostmarkEmailProvider()
                        .open(new Environment(Map.of("POSTMARK_MESSAGE_STREAM", "a/../b", "POSTMARK_URL", "ftp://x"))))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        e -> assertThat(e.faults())
                                .extracting(fault -> fault.substring(0, fault.indexOf(':')))
                                .containsExactlyInAnyOrder(
                                        "POSTMARK_SERVER_TOKEN",
                                        "POSTMARK_MESSAGE_STREAM",
                                        "POSTMARK_URL",
                                        "DEFAULT_FROM_EMAIL"));
        for (String url : List.of("", "x", "https://", "https://a@b", "https://b?x=1", "https://b#x", "https:/b")) {
            Map<String, String> variables = Map.of("SENDGRID_URL", url, "SENDGRID_API_KEY", "geheim");
            assertThatThrownBy(() -> new SendGridEmailProvider().open(new Environment(variables)))
                    .as(url)
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageNotContaining("geheim");
        }
    }

    @Test
    void namesCannotBecomeAddresses() {
        for (String name : List.of("a\" <eve@example.com>, \"b", "a\\", "a, eve@example.com", "<eve@example.com>")) {
            EmailAddress address = new EmailAddress("ada@example.com", name);
            assertThat(Mailboxes.parse(Mailbox.all(List.of(address, address)))).containsExactly(address, address);
        }
        assertThat(Mailbox.of(EmailAddress.of("ada@example.com"))).isEqualTo("ada@example.com");
    }
}
