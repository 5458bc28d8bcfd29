package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.fanout.deadletter.DeadLetter;
import io.milepost.fanout.deadletter.DeadLetters;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What fan-outs could not deliver: to look at, and to send again. One JSON object a line. */
@Command(
        name = "dlq",
        description = "What fan-outs could not deliver: to look at, and to send again.",
        subcommands = {CommandLine.HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost dlq list --sink pusher --code http-413",
            "  ./milepost dlq show milepost.dlq-0@17",
            "  ./milepost dlq redrive --sink pusher --since 2026-01-02T03:04:05Z",
            "  ./milepost dlq redrive milepost.dlq-0@17 milepost.dlq-2@4"
        })
final class DeadLetterCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "list, show or redrive is expected");
    }

    @Command(
            name = "list",
            description = "Lists dead letters, without what is in them; those sent again already only with --all.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin CommonOptions common,
            @Mixin DeadLetterFilters filters,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "1000",
                            description = "How many at most (default: ${DEFAULT-VALUE}).")
                    int limit) {
        Predicate<DeadLetter> wanted = filters.wanted(spec);
        try (DeadLetters letters = open(common)) {
            int[] shown = {0};
            letters.each(wanted, letter -> {
                if (shown[0]++ < limit) {
                    print(json(letter, false));
                }
            });
            if (shown[0] > limit) {
                say((shown[0] - limit) + " more; --limit shows more, the filters fewer");
            } else if (shown[0] == 0) {
                say("no dead letters");
            }
        }
        return 0;
    }

    @Command(
            name = "show",
            description = "Shows one dead letter whole, with its headers and its value.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin CommonOptions common,
            @Parameters(paramLabel = "POSITION", description = "Which, as list says it.") String position) {
        try (DeadLetters letters = open(common)) {
            int[] shown = {0};
            letters.each(letter -> letter.at().toString().equals(position), letter -> {
                shown[0]++;
                print(json(letter, true));
            });
            if (shown[0] == 0) {
                say("there is no dead letter at " + position + "; ./milepost dlq list --all says which there are");
                return 1;
            }
        }
        return 0;
    }

    @Command(
            name = "redrive",
            description = {
                "Sends dead letters again, each to the fan-out that could not deliver it and to no other.",
                "They arrive after whatever was delivered meanwhile."
            },
            mixinStandardHelpOptions = true)
    int redrive(
            @Mixin CommonOptions common,
            @Mixin DeadLetterFilters filters,
            @Option(names = "--dry-run", description = "Only say which would be sent.") boolean dry,
            @Parameters(arity = "0..*", paramLabel = "POSITION", description = "Which, as list says them; else --sink.")
                    @Nullable
                    Set<String> positions) {
        Set<String> named = positions == null ? Set.of() : new TreeSet<>(positions);
        if (named.isEmpty() && !filters.namesSink()) {
            throw new ParameterException(spec.commandLine(), "say which: --sink NAME, or positions as list says them");
        }
        Predicate<DeadLetter> filtered = filters.wanted(spec);
        Predicate<DeadLetter> wanted = letter -> filtered.test(letter)
                && (named.isEmpty() || named.contains(letter.at().toString()));
        int[] sent = {0};
        try (DeadLetters letters = open(common)) {
            if (dry) {
                letters.each(wanted, letter -> {
                    sent[0]++;
                    print(json(letter, false));
                });
            } else {
                letters.redrive(wanted, letter -> {
                    sent[0]++;
                    print(json(letter, false));
                });
            }
        }
        say(sent[0] + (dry ? " would be sent again" : " sent again"));
        if (sent[0] < named.size()) {
            say("not found, or sent again already (--all sends them once more): " + (named.size() - sent[0]));
            return 1;
        }
        return 0;
    }

    private static DeadLetters open(CommonOptions common) {
        Settings settings = common.settings(Map.of());
        Map<String, Object> kafka = new HashMap<>(NodeConfig.kafka(settings));
        settings.check();
        // A person waits: say within seconds that Kafka is not there.
        kafka.putIfAbsent("default.api.timeout.ms", 15_000);
        kafka.putIfAbsent("request.timeout.ms", 10_000);
        return new DeadLetters(kafka, NodeConfig.deadLetters(settings));
    }

    private static ObjectNode json(DeadLetter letter, boolean whole) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("position", letter.at().toString())
                .put("sink", letter.sink())
                .put("topic", letter.origin().topic())
                .put("partition", letter.origin().partition())
                .put("offset", letter.origin().offset())
                .put("key", letter.key())
                .put("type", letter.type())
                .put("code", letter.code())
                .put("message", letter.message())
                .put("errorClass", letter.errorClass())
                .put("attempts", letter.attempts())
                .put("firstFailure", letter.firstFailure())
                .put("lastFailure", letter.lastFailure())
                .put("redriven", letter.redriven());
        if (whole) {
            ObjectNode headers = json.putObject("headers");
            letter.headers().forEach(headers::put);
            byte[] value = letter.value();
            json.put("value", value == null ? null : new String(value, UTF_8));
        }
        return json;
    }

    private void print(ObjectNode line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private void say(String words) {
        spec.commandLine().getErr().println(words);
        spec.commandLine().getErr().flush();
    }
}
