package io.milepost.launcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.rollout.InvalidRolloutException;
import io.milepost.rollout.Rollout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts a rollout in the place of the one before. */
@Command(
        name = "set",
        description = {
            "Puts a rollout in the place of the one before: what is not said here no longer holds.",
            "It is checked before it is published, and printed as JSON. Providers are native and pusher."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost rollout set --default pusher --percent native=25",
            "  ./milepost rollout set --default native --user ada=pusher --user bob=pusher",
            "  ./milepost rollout set --default pusher --percent native=10 --both    clients connect to both",
            "  ./milepost rollout set --default native --channel 'pov-*=pusher'      some channels stay there",
            "  ./milepost rollout set --file rollout.json                            what show has printed, changed"
        })
final class RolloutSetCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** One of the two. */
    private static final class Source {
        @ArgGroup(exclusive = false)
        private @Nullable Parts parts;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                required = true,
                description = "A rollout as JSON; - for standard input.")
        private @Nullable String file;
    }

    /** A rollout in options. */
    private static final class Parts {
        @Option(
                names = "--default",
                paramLabel = "PROVIDER",
                required = true,
                description = "The provider of everybody else, and of clients without a token.")
        private String fallback = Rollout.NATIVE;

        @Option(
                names = "--percent",
                paramLabel = "PROVIDER=N",
                description = "So many percent of the users. Who is there stays there when it grows. May be repeated.")
        private Map<String, Integer> percents = new LinkedHashMap<>();

        @Option(
                names = "--user",
                paramLabel = "ID=PROVIDER",
                description = "A user's provider, whatever the percentages say. May be repeated.")
        private List<String> users = new ArrayList<>();

        @Option(
                names = "--channel",
                paramLabel = "PATTERN=PROVIDER",
                description = "The provider of channels, whoever follows them; * for any run of characters."
                        + " May be repeated.")
        private List<String> channels = new ArrayList<>();

        @Option(
                names = "--both",
                description = "Clients connect to all providers named here and drop what comes twice.")
        private boolean both;
    }

    @Override
    public Integer call() throws IOException {
        Rollout rollout = rollout();
        RolloutPlace.topic(common).publish(rollout);
        spec.commandLine().getOut().println(rollout.json());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private Rollout rollout() throws IOException {
        try {
            return Rollout.of(
                    source.parts == null ? file(String.valueOf(source.file)) : json(source.parts), Rollout.PROVIDERS);
        } catch (InvalidRolloutException e) {
            throw wrong("The rollout has faults:\n  " + String.join("\n  ", e.faults()));
        } catch (InvalidJsonException e) {
            throw wrong("--file: " + e.getMessage());
        }
    }

    private Json file(String name) throws IOException {
        if (name.equals("-")) {
            return Json.of(ByteBuffer.wrap(System.in.readAllBytes()));
        }
        Path path = Path.of(name);
        if (!Files.isReadable(path)) {
            throw wrong("--file: " + name + " cannot be read");
        }
        return Json.of(ByteBuffer.wrap(Files.readAllBytes(path)));
    }

    private Json json(Parts parts) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("default", parts.fallback).put("both", parts.both);
        ObjectNode providers = root.putObject("providers");
        parts.percents.forEach(
                (provider, percent) -> providers.withObjectProperty(provider).put("percent", percent));
        parts.users.forEach(said -> list("--user", "users", said, providers));
        parts.channels.forEach(said -> list("--channel", "channels", said, providers));
        return Json.of(root);
    }

    /** Users and channels may have a {@code =} in their names; providers do not. */
    private void list(String option, String field, String said, ObjectNode providers) {
        int at = said.lastIndexOf('=');
        if (at < 1 || at == said.length() - 1) {
            throw wrong(option + ": " + said + " is not NAME=PROVIDER");
        }
        ObjectNode provider = providers.withObjectProperty(said.substring(at + 1));
        provider.withArrayProperty(field).add(said.substring(0, at));
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
