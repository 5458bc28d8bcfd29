package io.milepost.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.email.template.Rendered;
import io.milepost.email.template.TemplateConfig;
import io.milepost.email.template.TemplateException;
import io.milepost.email.template.Templates;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders a template into files. */
@Command(
        name = "preview",
        description = "Renders a template with values into a file of HTML and one of text, and says where they are.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost email preview welcome",
            "  ./milepost email preview welcome --templates mail --locale de --out /tmp/welcome.html",
            "  ./milepost email preview welcome --values values.json"
        })
final class EmailPreviewCommand implements Callable<Integer> {
    private static final String SAMPLE = "sample";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TemplateOptions options = new TemplateOptions();

    @Parameters(paramLabel = "TEMPLATE", description = "Which, as ./milepost email templates lists them.")
    private String name = "";

    @Option(
            names = "--locale",
            paramLabel = "LOCALE",
            description = "The recipient's language, such as de-AT (default: that of the configuration).")
    private Optional<String> locale = Optional.empty();

    @Option(
            names = "--values",
            paramLabel = "FILE",
            defaultValue = SAMPLE,
            description = "An object in JSON, or `sample` for the template's own sample.json (default: sample).")
    private String values = SAMPLE;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the HTML goes; the text goes beside it (default: TEMPLATE.html).")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() {
        TemplateConfig config = options.config();
        try (Templates templates = Templates.inspect(config)) {
            List<String> faults = templates.faults().stream()
                    .filter(fault -> fault.startsWith(name + "/"))
                    .toList();
            if (!faults.isEmpty()) {
                throw new CommandFailedException(String.join(System.lineSeparator(), faults));
            }
            if (!templates.has(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no template " + name + "; there are " + String.join(", ", templates.names()));
            }
            Locale wanted = locale.map(Locale::forLanguageTag).orElse(config.locale());
            write(templates.render(name, wanted, values(templates)));
            return 0;
        } catch (TemplateException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }

    private JsonNode values(Templates templates) {
        if (values.equals(SAMPLE)) {
            return templates
                    .sample(name)
                    .orElseThrow(() -> new CommandFailedException(
                            name + " brings no sample.json; --values names a file with values"));
        }
        try {
            return Json.of(Files.readString(Path.of(values))).tree();
        } catch (IOException e) {
            throw new CommandFailedException("cannot read " + values);
        } catch (InvalidJsonException e) {
            throw new CommandFailedException(values + " is " + e.getMessage());
        }
    }

    private void write(Rendered mail) {
        Path html = out.orElse(Path.of(name + ".html"));
        String file = String.valueOf(html.getFileName());
        int dot = file.lastIndexOf('.');
        Path text = html.resolveSibling((dot > 0 ? file.substring(0, dot) : file) + ".txt");
        if (text.equals(html)) {
            throw new ParameterException(
                    spec.commandLine(), "--out: the text would be written over the HTML in " + html);
        }
        try {
            Files.writeString(html, mail.html());
            Files.writeString(text, mail.text());
        } catch (IOException e) {
            throw new CommandFailedException("cannot write " + html + " and " + text);
        }
        spec.commandLine().getErr().println("subject: " + mail.subject());
        spec.commandLine().getErr().flush();
        spec.commandLine().getOut().println(html);
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
