package io.milepost.launcher;

import io.milepost.channel.Streams;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.SchemaSettings;
import io.milepost.launcher.config.Settings;
import io.milepost.launcher.config.StreamSettings;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.InvalidEventException;
import io.milepost.producer.Publication;
import io.milepost.producer.Published;
import io.milepost.producer.PublisherConfig;
import io.milepost.schema.DataCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes events: one from the command line, or many from standard input. */
@Command(
        name = "publish",
        description = {
            "Publishes an event, or one for each line of JSON in a file or on standard input.",
            "Prints one line for each event that Kafka has, with its position.",
            "With --check nothing is sent: it says what does not fit the schema of its type, and where."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost publish --stream activity --key 123 --type walked --data '{\"distance\":2.5}'",
            "  ./milepost publish < events.ndjson",
            "  ./milepost publish --check events.ndjson               nothing is sent; says what is wrong, and where",
            "  ./milepost publish --check --type goal-updated --data '{\"teamId\":\"otters\",\"goalId\":\"g1\"}'",
            "  ./milepost publish --check --type goal-updated goal.json",
            "A line: {\"stream\":\"activity\",\"key\":\"123\",\"type\":\"activity-logged\",\"data\":{},\"id\":\"e1\","
                    + "\"time\":\"2026-01-02T03:04:05Z\"}; id and time may be left out."
        })
final class PublishCommand implements Callable<Integer> {
    /** Events that may be on their way at once; more wait for the oldest. */
    private static final int IN_FLIGHT = 2_000;

    private static final Duration CLOSING = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--stream", paramLabel = "NAME", description = "The stream, such as activity.")
    private @Nullable String stream;

    @Option(names = "--key", paramLabel = "ID", description = "The entity the event is about.")
    private @Nullable String key;

    @Option(names = "--type", paramLabel = "TYPE", description = "What happened, such as activity-logged.")
    private @Nullable String type;

    @Option(names = "--data", paramLabel = "JSON", description = "The details (default: {}).")
    private @Nullable String details;

    @Option(names = "--id", paramLabel = "ID", description = "The event's id (default: a random one).")
    private @Nullable String id;

    @Option(names = "--time", paramLabel = "TIME", description = "When it happened, RFC 3339 (default: now).")
    private @Nullable String time;

    @Option(
            names = "--check",
            description = {
                "Sends nothing and needs no Kafka: says what would be refused, with its path in the data.",
                "With --type but without --data, what is read is the data of such events."
            })
    private boolean check;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Where events are read (default: standard input).")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException {
        Settings settings = common.settings(Map.of());
        Streams streams = StreamSettings.read(settings);
        DataCheck data = check ? SchemaSettings.asked(settings) : SchemaSettings.read(settings);
        settings.check();
        if (check) {
            return check(new DryRun(streams, data, spec.commandLine().getErr())) ? 0 : 1;
        }
        Map<String, Object> kafka = new HashMap<>(NodeConfig.kafka(settings));
        // A person waits: say within seconds that Kafka is not there.
        kafka.putIfAbsent("max.block.ms", 15_000);
        kafka.putIfAbsent("delivery.timeout.ms", 30_000);
        kafka.putIfAbsent("request.timeout.ms", 15_000);
        Receipts receipts =
                new Receipts(spec.commandLine().getOut(), spec.commandLine().getErr());
        try (EventPublisher publisher =
                new EventPublisher(new PublisherConfig("/milepost/publish", streams, kafka, CLOSING, data))) {
            if (stream != null || key != null || type != null || details != null || id != null || time != null) {
                publishOne(publisher, receipts);
            } else {
                publishLines(publisher, receipts);
            }
            publisher.flush();
            receipts.report(0);
        }
        return receipts.allWell() ? 0 : 1;
    }

    private boolean check(DryRun run) throws IOException {
        if (stream != null || key != null) {
            run.event(this::publication);
        } else if (details == null) {
            try (BufferedReader lines = input()) {
                run.all(lines, type);
            }
        } else {
            run.data(needed("--type", type), details);
        }
        return run.end();
    }

    /** The event that stands on the command line. */
    private Publication publication() {
        refuseFile();
        return new Publication(
                needed("--stream", stream),
                needed("--key", key),
                needed("--type", type),
                Json.of(details == null ? "{}" : details),
                id,
                time,
                null);
    }

    private String needed(String option, @Nullable String said) {
        if (said == null) {
            throw new ParameterException(spec.commandLine(), option + " is missing");
        }
        refuseFile();
        return said;
    }

    private void refuseFile() {
        if (file != null) {
            throw new ParameterException(spec.commandLine(), "FILE: the event is on the command line already");
        }
    }

    private BufferedReader input() throws IOException {
        try {
            return file == null
                    ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                    : Files.newBufferedReader(file);
        } catch (NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), "FILE: there is no " + file, e);
        }
    }

    private void publishOne(EventPublisher publisher, Receipts receipts) {
        try {
            receipts.expect("event", publisher.publish(publication()));
        } catch (InvalidJsonException e) {
            receipts.refuse("event", "data: " + e.getMessage());
        } catch (InvalidEventException e) {
            receipts.refuse("event", e.getMessage());
        }
    }

    private void publishLines(EventPublisher publisher, Receipts receipts) throws IOException {
        try (BufferedReader lines = input()) {
            if (!lines.ready()) {
                receipts.say("reading events from standard input, one a line, as JSON; --help shows how a line looks");
            }
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    if (!publishLine(publisher, receipts, "line " + number, line)) {
                        receipts.say("Kafka is not there: nothing from line " + number + " on was published");
                        return;
                    }
                    receipts.report(lines.ready() ? IN_FLIGHT : 0);
                }
            }
        }
    }

    /** Returns whether it makes sense to go on: not, if Kafka could not even be asked where the event belongs. */
    private static boolean publishLine(EventPublisher publisher, Receipts receipts, String label, String line) {
        try {
            CompletableFuture<Published> published = publisher.publish(EventLine.parse(line));
            receipts.expect(label, published);
            return !published.isCompletedExceptionally()
                    || !published
                            .handle((position, e) -> e.getCause() instanceof TimeoutException)
                            .join();
        } catch (InvalidEventException | EventLine.InvalidLineException e) {
            receipts.refuse(label, e.getMessage());
            return true;
        }
    }
}
