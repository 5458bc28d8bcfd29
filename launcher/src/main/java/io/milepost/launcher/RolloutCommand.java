package io.milepost.launcher;

import picocli.CommandLine.Command;

/** Says which provider clients use. */
@Command(
        name = "rollout",
        description = {
            "Which provider users' clients are told to use by GET /api/realtime/config.",
            "A change reaches every node within seconds, and clients when they next ask."
        },
        subcommands = {RolloutShowCommand.class, RolloutSetCommand.class, RolloutClearCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nA migration:%n",
        footer = {
            "  ./milepost rollout set --default pusher                       where it begins",
            "  ./milepost rollout set --default pusher --user ada=native     one user tries the gateway",
            "  ./milepost rollout set --default pusher --percent native=10   a tenth; then 25, 50, ...",
            "  ./milepost rollout set --default native                       all of them",
            "See docs/ROUTING.md."
        })
final class RolloutCommand {}
