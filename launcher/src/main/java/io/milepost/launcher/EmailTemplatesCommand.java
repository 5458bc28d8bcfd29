package io.milepost.launcher;

import io.milepost.email.template.Templates;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists templates, and says what is wrong with them. */
@Command(
        name = "templates",
        description = {
            "Lists the templates there are with their languages, and says what is wrong with any.",
            "Ends with 1 if something is, so that a build can hold templates back."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  ./milepost email templates", "  ./milepost email templates --templates src/mail"})
final class EmailTemplatesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TemplateOptions options = new TemplateOptions();

    @Override
    public Integer call() {
        try (Templates templates = Templates.inspect(options.config())) {
            templates
                    .names()
                    .forEach(name -> spec.commandLine()
                            .getOut()
                            .println(name + " "
                                    + templates.locales(name).stream()
                                            .map(Locale::toLanguageTag)
                                            .collect(Collectors.joining(","))));
            spec.commandLine().getOut().flush();
            templates.faults().forEach(spec.commandLine().getErr()::println);
            spec.commandLine().getErr().flush();
            return templates.faults().isEmpty() ? 0 : 1;
        }
    }
}
