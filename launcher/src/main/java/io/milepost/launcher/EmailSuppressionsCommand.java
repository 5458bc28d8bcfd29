package io.milepost.launcher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.EmailException;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.SuppressedEmail.Reason;
import io.milepost.email.address.RecipientId;
import io.milepost.email.recipient.Notice;
import io.milepost.email.recipient.NoticeWriter;
import io.milepost.email.recipient.Recipients;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who gets no mail: to look at and to change. Addresses go to standard output alone. */
@Command(
        name = "suppressions",
        description = "Addresses that get no mail: to look at and to change.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./milepost email suppressions list                         one JSON object a line",
            "  ./milepost email suppressions add ada@example.com          nothing more goes there, critical or not",
            "  ./milepost email suppressions add ada@example.com --reason complaint",
            "  ./milepost email suppressions remove ada@example.com       mail goes there again"
        })
final class EmailSuppressionsCommand implements Runnable {
    private static final long PATIENCE_SECONDS = 30;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw wrong("list, add or remove is expected");
    }

    @Command(
            name = "list",
            description = "Lists who gets nothing now, why, since when, and until when if that ends by itself.",
            mixinStandardHelpOptions = true)
    int list(@Mixin MailPlace place) {
        MailPlace.Topics topics = place.topics();
        try (Recipients recipients = new Recipients(
                topics.kafka(), topics.names().recipients(), topics.names().replicas())) {
            waitFor(recipients.ready());
            List<SuppressedEmail> all = recipients.suppressed(Instant.now());
            all.forEach(one -> spec.commandLine().getOut().println(json(one)));
            spec.commandLine().getOut().flush();
            say(all.isEmpty() ? "nobody is suppressed" : all.size() + " suppressed");
        }
        return 0;
    }

    @Command(
            name = "add",
            description = "Lets an address have nothing more, whatever the category, until it is removed.",
            mixinStandardHelpOptions = true)
    int add(
            @Mixin MailPlace place,
            @Option(
                            names = "--reason",
                            paramLabel = "REASON",
                            defaultValue = "manual",
                            description = "manual, hard_bounce, soft_bounces or complaint (default: ${DEFAULT-VALUE}).")
                    String reason,
            @Parameters(paramLabel = "ADDRESS", description = "Which address.") String address) {
        write(place, address, new Notice.Suppressed(address, reason(reason), Instant.now(), null));
        return 0;
    }

    @Command(
            name = "remove",
            description = "Lets an address have mail again; the fan-out removes it from the provider's list too.",
            mixinStandardHelpOptions = true)
    int remove(
            @Mixin MailPlace place,
            @Parameters(paramLabel = "ADDRESS", description = "Which address.") String address) {
        write(place, address, new Notice.Lifted(address, Instant.now()));
        return 0;
    }

    private void write(MailPlace place, String address, Notice notice) {
        String id = id(address);
        MailPlace.Topics topics = place.topics();
        String requests = topics.names().requests(false);
        try (Admin admin = Admin.create(topics.kafka())) {
            waitFor(admin.describeTopics(List.of(requests)).allTopicNames().toCompletionStage());
        }
        try (NoticeWriter notices = new NoticeWriter(topics.kafka(), requests)) {
            waitFor(notices.write(id, notice));
        }
        say("written; it holds as soon as the fan-out has read it. The recipient's id is " + id);
    }

    private String id(String address) {
        try {
            return RecipientId.of(address).value();
        } catch (EmailException e) {
            throw wrong("ADDRESS: " + e.getMessage());
        }
    }

    private Reason reason(String said) {
        try {
            return Reason.valueOf(said.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong("--reason: manual, hard_bounce, soft_bounces or complaint is expected");
        }
    }

    private static void waitFor(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CommandFailedException(
                    e.getCause() instanceof UnknownTopicOrPartitionException
                            ? "there are no topics of mail yet; ./milepost fanout email makes them"
                            : "Kafka: " + e.getCause());
        } catch (TimeoutException e) {
            throw new CommandFailedException("Kafka has not answered within " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException e) {
            throw new CommandFailedException("interrupted");
        }
    }

    private static ObjectNode json(SuppressedEmail one) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("address", one.address());
        json.put("reason", one.reason().name().toLowerCase(Locale.ROOT));
        json.put("since", one.since().toString());
        Instant until = one.until();
        return json.put("until", until == null ? null : until.toString());
    }

    private void say(String words) {
        spec.commandLine().getErr().println(words);
        spec.commandLine().getErr().flush();
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
