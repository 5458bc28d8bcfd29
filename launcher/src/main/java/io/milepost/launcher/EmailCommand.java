package io.milepost.launcher;

import picocli.CommandLine.Command;

/** Looks at templates of mail. */
@Command(
        name = "email",
        description = "Templates of mail, as ./milepost fanout email uses them.",
        subcommands = {EmailTemplatesCommand.class, EmailPreviewCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost email templates --templates mail                what there is, and what is wrong with it",
            "  ./milepost email preview welcome --locale de               what a mail looks like",
            "See docs/EMAIL_TEMPLATES.md."
        })
final class EmailCommand {}
