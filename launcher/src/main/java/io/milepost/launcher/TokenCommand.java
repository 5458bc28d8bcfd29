package io.milepost.launcher;

import io.milepost.gateway.auth.TokenMint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
        claims.put("channels", channels);
        String secret =
                Secrets.forSigning(common.settings(Map.of()), spec.commandLine().getErr());
        spec.commandLine().getOut().println(new TokenMint(secret).mint(claims, ttl));
        return 0;
    }
}
