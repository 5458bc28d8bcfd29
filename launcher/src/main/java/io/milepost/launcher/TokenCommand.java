package io.milepost.launcher;

import io.milepost.gateway.auth.AuthConfig.Secret;
import io.milepost.gateway.auth.TokenMint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a token. */
@Command(
        name = "token",
        description = "Prints a token for a user, signed with the configured secret.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost token --user ada",
            "  ./milepost token --user ada --channels 'team-123,pov-*' --ttl 15m",
            "  ./milepost token --user ada --name 'Ada L.' --channels 'chat-*,metrics-*' --publish 'chat-*'",
            "  ./milepost token --user ada --channels '' --claim role=member --claim email=ada@example.com",
            "  npx wscat -c \"ws://127.0.0.1:8080/ws?channel=team-otters&token=$(./milepost token --user ada)\""
        })
final class TokenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--user", paramLabel = "ID", required = true, description = "Whose token it is.")
    private String user = "";

    @Option(
            names = "--channels",
            paramLabel = "PATTERN",
            split = ",",
            defaultValue = "*",
            description = "What the user may subscribe to (default: everything that is not closed).")
    private List<String> channels = List.of("*");

    @Option(
            names = "--publish",
            paramLabel = "PATTERN",
            split = ",",
            description = "What the user may publish to (default: the same as --channels).")
    private @Nullable List<String> publish;

    @Option(names = "--name", paramLabel = "NAME", description = "What people call the user (default: the id).")
    private @Nullable String name;

    @Option(names = "--avatar", paramLabel = "URL", description = "Where a picture of the user is.")
    private @Nullable String avatar;

    @Option(
            names = "--claim",
            paramLabel = "KEY=VALUE",
            description = "Anything else that the token is to say, such as role=member. May be repeated.")
    private Map<String, String> more = new LinkedHashMap<>();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = DurationConverter.class,
            description = "How long it is good, such as 15m, 1h or 7d (default: ${DEFAULT-VALUE}).")
    private Duration ttl = Duration.ofHours(1);

    @Override
    public Integer call() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", user);
        claims.put("jti", UUID.randomUUID().toString());
        patterns("channels", channels, claims);
        patterns("publish", publish == null ? channels : publish, claims);
        if (name != null) {
            claims.put("name", name);
        }
        if (avatar != null) {
            claims.put("avatar", avatar);
        }
        claims.putAll(more);
        Secret secret =
                Secrets.forSigning(common.settings(Map.of()), spec.commandLine().getErr());
        spec.commandLine().getOut().println(new TokenMint(secret).mint(claims, ttl));
        return 0;
    }

    /** Without a pattern nothing is said: the gateway's grants alone decide. */
    private static void patterns(String claim, List<String> said, Map<String, Object> claims) {
        List<String> patterns = said.stream().filter(text -> !text.isBlank()).toList();
        if (!patterns.isEmpty()) {
            claims.put(claim, patterns);
        }
    }
}
