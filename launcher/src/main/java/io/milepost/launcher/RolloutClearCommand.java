package io.milepost.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Takes the rollout away. */
@Command(
        name = "clear",
        description = "Takes the rollout away: everybody uses the gateway.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  ./milepost rollout clear")
final class RolloutClearCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        RolloutPlace.topic(common).clear();
        spec.commandLine().getErr().println("cleared: everybody uses the gateway");
        spec.commandLine().getErr().flush();
        return 0;
    }
}
