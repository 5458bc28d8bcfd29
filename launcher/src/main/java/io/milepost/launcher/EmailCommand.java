package io.milepost.launcher;

import picocli.CommandLine.Command;

/** Templates of mail, and who gets none. */
@Command(
        name = "email",
        description = "Templates of mail, and addresses that get none, as ./milepost fanout email uses them.",
        subcommands = {EmailTemplatesCommand.class, EmailPreviewCommand.class, EmailSuppressionsCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost email templates --templates mail                what there is, and what is wrong with it",
            "  ./milepost email preview welcome --locale de               what a mail looks like",
            "  ./milepost email suppressions list                         who gets nothing, and why",
            "See docs/EMAIL_TEMPLATES.md and docs/EMAIL_RECIPIENTS.md."
        })
final class EmailCommand {}
