package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.launcher.config.DevMail;
import io.milepost.launcher.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What is wrong with a fan-out of mail is told at its start, all of it and nothing that is secret. */
class EmailFaultsTest {
    private static final String SECRET = "hunter2";

    private static Cli fanout(String... settings) {
        List<String> arguments = new ArrayList<>(List.of("fanout", "email"));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", "fanouts.email." + setting));
        }
        StringWriter err = new StringWriter();
        CommandLine line = Milepost.commandLine().setErr(new PrintWriter(err));
        return new Cli(line.execute(arguments.toArray(String[]::new)), List.of(), err.toString());
    }

    @Test
    void everyFaultIsToldWithItsNameAndNoSecretIs() {
        Cli faults = fanout(
                "partitions=lots",
                "reconcile=often",
                "colour=red",
                "softBounces=0",
                "publicUrl=https://ada:" + SECRET + "@mail.example/?t=" + SECRET,
                "secret=" + SECRET,
                "oldSecrets=" + SECRET,
                "rules.welcome.throttle=some",
                "lookups.members.url=https://ada:" + SECRET + "@app.example/?token=" + SECRET,
                "lookups.members.secret=" + SECRET,
                "webhooks.postmark.user=hook",
                "webhooks.postmark.password=" + SECRET,
                "webhooks.resend.secret=" + SECRET,
                "variables.EMAIL_PROVIDER=smtp",
                "variables.SMTP_HOST=smtp://ada:" + SECRET + "@mail.example",
                "variables.SMTP_PASSWORD=" + SECRET,
                "variables.SMTP_PORT=many");
        assertThat(faults.exit()).isEqualTo(2);
        assertThat(faults.err())
                .contains(
                        "fanouts.email.partitions: \"lots\" is not a number",
                        "fanouts.email.reconcile: \"often\" is not a time",
                        "fanouts.email.colour: there is no such key",
                        "fanouts.email.softBounces: ",
                        "fanouts.email.publicUrl: \"https://…@mail.example/?…\" is not an address",
                        "fanouts.email.secret: shorter",
                        "fanouts.email.oldSecrets: shorter",
                        "fanouts.email.rules.welcome.throttle: ",
                        "fanouts.email.lookups.members.url: ",
                        "fanouts.email.lookups.members.secret: shorter",
                        "fanouts.email.webhooks.postmark.password: ",
                        "fanouts.email.webhooks.resend.secret: ",
                        "SMTP_HOST: ",
                        "SMTP_USER",
                        "SMTP_PORT: ",
                        "DEFAULT_FROM_EMAIL: missing")
                .doesNotContain(SECRET);
    }

    @Test
    void everyKeyIsDocumented() throws IOException {
        String told = fanout("colour=red", "publicUrl=https://mail.example").err();
        String keys = told.substring(told.indexOf("there are ") + "there are ".length())
                .lines()
                .findFirst()
                .orElseThrow();
        String document = Files.readString(Path.of("../docs/CONFIGURATION.md"));
        assertThat(keys.split(", "))
                .contains("topics", "reconcile", "inbox", "secretFile")
                .allSatisfy(key -> assertThat(document).contains("`" + key + "`"));
    }

    @Test
    void anInboxIsForDevAlone() {
        Cli refused = fanout("inbox=true");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("has 1 fault:", "fanouts.email.inbox: only dev has one");
    }

    @Test
    void aProviderInTheEnvironmentMakesTheFanoutBeThere() {
        assertThat(settings(Map.of("EMAIL_PROVIDER", "ses"), Map.of()).fanouts())
                .containsEntry("email", Map.of("kind", "email"));
        assertThat(settings(Map.of("EMAIL_PROVIDER", " "), Map.of()).fanouts()).isEmpty();
        assertThat(settings(Map.of("EMAIL_PROVIDER", "ses"), Map.of("fanouts.email.kind", "own"))
                        .fanouts())
                .containsEntry("email", Map.of("kind", "own"));
    }

    @Test
    void devSaysOfMailOnlyWhatNobodyElseDoes() {
        Settings bare = settings(Map.of(), Map.of());
        DevMail.addFanout(bare, "http://127.0.0.1:8080");
        assertThat(bare.fanouts().get("email"))
                .containsEntry("inbox", "true")
                .containsEntry("publicUrl", "http://127.0.0.1:8080")
                .hasEntrySatisfying("secret", secret -> assertThat(secret).hasSizeGreaterThanOrEqualTo(32));
        Settings real = settings(Map.of(), Map.of("fanouts.mail.kind", "email", "fanouts.mail.inbox", "false"));
        DevMail.addFanout(real, "http://127.0.0.1:8080");
        assertThat(real.fanouts()).isEqualTo(Map.of("mail", Map.of("kind", "email", "inbox", "false")));
        Settings own = settings(
                Map.of(), Map.of("fanouts.email.publicUrl", "https://m.example", "fanouts.email.secretFile", "file"));
        DevMail.addFanout(own, "http://127.0.0.1:8080");
        assertThat(own.fanouts().get("email"))
                .containsEntry("inbox", "true")
                .containsEntry("publicUrl", "https://m.example")
                .doesNotContainKey("secret");
    }

    private static Settings settings(Map<String, String> environment, Map<String, String> commandLine) {
        return Settings.load(Path.of("milepost.yaml"), environment, commandLine);
    }
}
