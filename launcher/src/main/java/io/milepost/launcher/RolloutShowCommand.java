package io.milepost.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the rollout. */
@Command(
        name = "show",
        description = "Prints the rollout as JSON; without one, that everybody uses the gateway.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExample:%n",
        footer = "  ./milepost rollout show > rollout.json")
final class RolloutShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(RolloutPlace.topic(common).read().json());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
