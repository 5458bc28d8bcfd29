package io.milepost.launcher;

import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.log.LogConfig.TopicDefaults;
import io.milepost.log.Revocation;
import io.milepost.log.Revocation.Subject;
import io.milepost.log.RevocationTopic;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Revokes tokens that have not ended. */
@Command(
        name = "revoke",
        description = {
            "Revokes a token, or all of a user's that were made until now, on every node.",
            "Kafka keeps that for 8 days; tokens that live longer are good again afterwards."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost revoke --user ada                     everything ada has; a new token is good",
            "  ./milepost revoke --jti 7d1f-42                  one token, by its jti",
            "  ./milepost revoke --jti 7d1f-42 --until 2026-01-02T03:04:05Z",
            "  ./milepost revoke --user ada --lift              it was a mistake"
        })
final class RevokeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @ArgGroup(multiplicity = "1")
    private Whose whose = new Whose();

    /** One of the two. */
    private static final class Whose {
        @Option(names = "--user", paramLabel = "ID", required = true, description = "All tokens of this user.")
        private @Nullable String user;

        @Option(names = "--jti", paramLabel = "ID", required = true, description = "The token with this jti.")
        private @Nullable String tokenId;
    }

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "When the tokens have ended and this may be forgotten, RFC 3339 (default: in 8 days).")
    private @Nullable String until;

    @Option(names = "--lift", description = "Revoke no longer.")
    private boolean lift;

    @Override
    public Integer call() {
        Subject subject = whose.user == null ? Subject.TOKEN : Subject.USER;
        String id = whose.user == null ? String.valueOf(whose.tokenId) : whose.user;
        if (id.isEmpty() || id.length() > Revocation.MAX_ID) {
            throw wrong("an id has 1 to " + Revocation.MAX_ID + " characters");
        }
        Instant end = end();
        RevocationTopic topic = topic();
        if (lift) {
            topic.lift(subject, id);
        } else {
            topic.revoke(subject == Subject.USER ? Revocation.ofUser(id, end) : Revocation.ofToken(id, end));
        }
        spec.commandLine().getErr().println((lift ? "lifted: " : "revoked: ") + subject.key(id));
        spec.commandLine().getErr().flush();
        return 0;
    }

    private RevocationTopic topic() {
        Settings settings = common.settings(Map.of());
        Optional<TopicDefaults> missing = NodeConfig.missingTopics(settings);
        Map<String, Object> kafka = CommonOptions.impatient(NodeConfig.kafka(settings));
        settings.check();
        String name = NodeConfig.revocations(settings)
                .orElseThrow(() -> new CommandFailedException("auth.revocations is empty, so nothing can be revoked"));
        return new RevocationTopic(kafka, name, missing);
    }

    private @Nullable Instant end() {
        if (until == null) {
            return null;
        }
        try {
            Instant end = Instant.parse(until);
            if (end.isAfter(Instant.now().plus(RevocationTopic.KEPT))) {
                throw wrong("--until: Kafka keeps it for 8 days; leave it out");
            }
            return end;
        } catch (DateTimeException e) {
            throw wrong("--until: a time such as 2026-01-02T03:04:05Z is expected");
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
