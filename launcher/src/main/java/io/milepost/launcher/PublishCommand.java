package io.milepost.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.channel.Streams;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import io.milepost.launcher.config.StreamSettings;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.InvalidEventException;
import io.milepost.producer.Publication;
import io.milepost.producer.Published;
import io.milepost.producer.PublisherConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Publishes events: one from the command line, or many from standard input. */
@Command(
        name = "publish",
        description = {
            "Publishes an event, or one for each line of JSON on standard input.",
            "Prints one line for each event that Kafka has, with its position."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost publish --stream activity --key 123 --type activity-logged --data '{\"distance\":2.5}'",
            "  ./milepost publish < events.ndjson",
            "A line: {\"stream\":\"activity\",\"key\":\"123\",\"type\":\"activity-logged\",\"data\":{},\"id\":\"e1\","
                    + "\"time\":\"2026-01-02T03:04:05Z\"}; id and time may be left out."
        })
final class PublishCommand implements Callable<Integer> {
    /** Events that may be on their way at once; more wait for the oldest. */
    private static final int IN_FLIGHT = 2_000;

    private static final ObjectMapper JSON = new ObjectMapper();

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
    private @Nullable String data;

    @Option(names = "--id", paramLabel = "ID", description = "The event's id (default: a random one).")
    private @Nullable String id;

    @Option(names = "--time", paramLabel = "TIME", description = "When it happened, RFC 3339 (default: now).")
    private @Nullable String time;

    private final Queue<Sent> sent = new ArrayDeque<>();
    private int refused;

    /** An event on its way. */
    private record Sent(String label, CompletableFuture<Published> published) {}

    @Override
    public Integer call() throws IOException {
        Settings settings = common.settings(Map.of());
        Streams streams = StreamSettings.read(settings);
        settings.check();
        Map<String, Object> kafka = new HashMap<>(NodeConfig.kafka(settings));
        // A person waits: say within seconds that Kafka is not there.
        kafka.putIfAbsent("max.block.ms", 15_000);
        kafka.putIfAbsent("delivery.timeout.ms", 30_000);
        kafka.putIfAbsent("request.timeout.ms", 15_000);
        try (EventPublisher publisher =
                new EventPublisher(new PublisherConfig("/milepost/publish", streams, kafka, Duration.ofSeconds(30)))) {
            if (stream != null || key != null || type != null || data != null || id != null || time != null) {
                publishOne(publisher);
            } else {
                publishLines(publisher);
            }
            publisher.flush();
            report(0);
        }
        return refused == 0 ? 0 : 1;
    }

    private void publishOne(EventPublisher publisher) {
        String said = stream == null ? "--stream" : key == null ? "--key" : type == null ? "--type" : "";
        if (stream == null || key == null || type == null) {
            throw new ParameterException(spec.commandLine(), said + " is missing");
        }
        try {
            Publication publication =
                    new Publication(stream, key, type, Json.of(data == null ? "{}" : data), id, time, null);
            sent.add(new Sent("event", publisher.publish(publication)));
        } catch (InvalidJsonException e) {
            refuse("event", "data: " + e.getMessage());
        } catch (InvalidEventException e) {
            refuse("event", e.getMessage());
        }
    }

    private void publishLines(EventPublisher publisher) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (!lines.ready()) {
            say("reading events from standard input, one a line, as JSON; --help shows how a line looks");
        }
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                if (!publishLine(publisher, "line " + number, line)) {
                    say("Kafka is not there: nothing from line " + number + " on was published");
                    return;
                }
                report(lines.ready() ? IN_FLIGHT : 0);
            }
        }
    }

    /** Returns whether it makes sense to go on: not, if Kafka could not even be asked where the event belongs. */
    private boolean publishLine(EventPublisher publisher, String label, String line) {
        try {
            CompletableFuture<Published> published = publisher.publish(EventLine.parse(line));
            sent.add(new Sent(label, published));
            return !published.isCompletedExceptionally()
                    || !published
                            .handle((position, e) -> e.getCause() instanceof TimeoutException)
                            .join();
        } catch (InvalidEventException | EventLine.InvalidLineException e) {
            refuse(label, e.getMessage());
            return true;
        }
    }

    /** Prints what has become of the oldest, until no more than so many are on their way. */
    private void report(int leave) {
        PrintWriter out = spec.commandLine().getOut();
        while (sent.size() > leave) {
            Sent oldest = sent.remove();
            try {
                out.println(describe(oldest.published().join()));
            } catch (CompletionException e) {
                Throwable cause = e.getCause();
                refuse(oldest.label(), cause == null ? e.getMessage() : cause.getMessage());
            }
        }
        out.flush();
    }

    private static String describe(Published published) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", published.id());
        line.put("topic", published.topic());
        line.put("partition", published.partition());
        line.put("offset", published.offset());
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refuse(String label, @Nullable String why) {
        refused++;
        say(label + ": " + why);
    }

    private void say(String words) {
        spec.commandLine().getErr().println(words);
        spec.commandLine().getErr().flush();
    }
}
