package io.milepost.email.fanout;

import io.micrometer.core.instrument.Gauge;
import io.milepost.channel.StreamSpec;
import io.milepost.email.digest.Collector;
import io.milepost.email.digest.DigestItem;
import io.milepost.email.event.EmailEvents;
import io.milepost.email.ledger.Ledger;
import io.milepost.email.ledger.LedgerConfig;
import io.milepost.email.plan.Planner;
import io.milepost.email.recipient.Notice;
import io.milepost.email.recipient.NoticeWriter;
import io.milepost.email.recipient.RecipientSink;
import io.milepost.email.recipient.Recipients;
import io.milepost.email.recipient.Reconciliation;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.request.EmailTopics;
import io.milepost.email.rule.Rules;
import io.milepost.email.send.Links;
import io.milepost.email.send.Sender;
import io.milepost.email.template.Templates;
import io.milepost.email.unsubscribe.PreferencesEndpoint;
import io.milepost.email.unsubscribe.UnsubscribeEndpoint;
import io.milepost.email.unsubscribe.UnsubscribeLinks;
import io.milepost.email.webhook.WebhookEndpoint;
import io.milepost.email.webhook.Webhooks;
import io.milepost.fanout.Endpoint;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.Sink;
import io.milepost.fanout.kafka.KafkaContext;
import io.milepost.fanout.runtime.EventFilter;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.fanout.runtime.SinkFanout;
import io.milepost.fanout.runtime.TransactionalFanout;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What mail is made and sent with: its parts, what they share, and the end of all of it. Nothing runs before it is started. */
final class EmailParts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmailParts.class);
    private static final Duration IDLE = Duration.ofMinutes(10);

    /** Requests waiting for their turn, for what came of an attempt, or under way. */
    private static final int UNDER_WAY = 1_024;

    /** That each of those ends by itself is sure: at a mail a second the last one waits for a quarter of an hour. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final String name;
    private final KafkaContext kafka;
    private final EmailTopics topics;
    private final Recipients recipients;
    private final Supplier<Optional<Reconciliation>> reconciliation;
    private final Map<String, Fanout> fanouts = new LinkedHashMap<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final Deque<AutoCloseable> held = new ArrayDeque<>();

    EmailParts(
            FanoutContext context,
            KafkaContext kafka,
            SinkConfig planning,
            EmailConfig config,
            Carrier carrier,
            Templates templates,
            Locale locale,
            Rules rules,
            Optional<UnsubscribeLinks> links,
            Webhooks webhooks) {
        this.name = context.name();
        this.kafka = kafka;
        this.topics = config.topics();
        templates.bindTo(context.meters());
        rules.bindTo(context.meters());
        hold(carrier);
        hold(templates);
        hold(rules);
        hold(webhooks);
        recipients = hold(new Recipients(kafka.clients(), topics.recipients(), topics.replicas()));
        NoticeWriter notices = hold(new NoticeWriter(kafka.clients(), topics.requests(false)));
        NoticeWriter critical = hold(new NoticeWriter(kafka.clients(), topics.requests(true)));
        reconciliation = () -> config.reconciled().isZero() || config.hasInbox()
                ? Optional.empty()
                : Optional.of(new Reconciliation(
                        carrier.service(), recipients, notices, config.reconciled(), InstantSource.system()));
        Admin admin = Admin.create(kafka.clients());
        // What it asks then may wait a minute for a Kafka that is not there.
        hold(() -> admin.close(Duration.ofSeconds(1)));
        EmailEvents events = new EmailEvents(topics.events());
        Sender sender = hold(new Sender(
                name,
                carrier.service(),
                templates::render,
                links.<Links>map(EmailParts::of).orElse(Links.NONE),
                locale,
                recipients,
                events,
                config.sending(),
                new Instances(admin, group(planning, "-sender")),
                context.meters()));
        fanouts.put(
                "planner",
                new TransactionalFanout(
                        name,
                        new Planner(rules, recipients, topics, config.zone(), context.meters()),
                        planning,
                        kafka.filter(),
                        context.meters()));
        fanouts.put("digests", digests(context, planning, config));
        fanouts.put("recipients", recipients(context, planning, config, events, admin));
        fanouts.put("sender", sender(context, planning, sender, false));
        fanouts.put("sender-critical", sender(context, planning, sender, true));
        endpoints.add(new WebhookEndpoint(webhooks, new Told(notices, critical), context.meters()));
        links.ifPresent(of -> {
            endpoints.add(new UnsubscribeEndpoint(of.tokens(), notices, InstantSource.system()));
            endpoints.add(new PreferencesEndpoint(
                    of.tokens(), rules.categories(), recipients, notices, InstantSource.system()));
        });
        carrier.inbox().ifPresent(inbox -> endpoints.add(new InboxEndpoint(inbox)));
    }

    /** By what each is called in a health check. */
    Map<String, Fanout> fanouts() {
        return fanouts;
    }

    List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    Recipients recipients() {
        return recipients;
    }

    /** Makes the topics that are not there. */
    void makeTopics() {
        try (Admin admin = Admin.create(kafka.clients())) {
            topics.make(admin);
        }
    }

    /** Starts all of them. */
    void start() {
        fanouts.values().forEach(Fanout::start);
        reconciliation.get().ifPresent(this::hold);
    }

    private <T extends AutoCloseable> T hold(T closeable) {
        held.push(closeable);
        return closeable;
    }

    private static Links of(UnsubscribeLinks links) {
        return new Links() {
            @Override
            public Map<String, String> headers(String recipientId, String category, String requestKey, Instant at) {
                return links.headers(recipientId, category, requestKey, at);
            }

            @Override
            public Map<String, String> urls(String recipientId, String category, String requestKey, Instant at) {
                return Map.of(
                        "unsubscribeUrl",
                        links.url(recipientId, category, requestKey, at),
                        "preferencesUrl",
                        links.preferencesUrl(recipientId, category, requestKey, at));
            }
        };
    }

    private static String group(SinkConfig planning, String part) {
        return planning.group() + part;
    }

    private Fanout digests(FanoutContext context, SinkConfig planning, EmailConfig config) {
        StreamSpec stream = StreamSpec.of(topics.digests(), "email-{key}", DigestItem.TYPE);
        return new TransactionalFanout(
                name + "-digests",
                new Collector(topics, config.digestGrace(), config.digestBytes(), context.meters()),
                part(planning, group(planning, "-digests"), stream),
                EventFilter.ALL,
                context.meters());
    }

    /** Reads the same topic as the sender, in a group of its own, and of it the notices alone. */
    private Fanout recipients(
            FanoutContext context, SinkConfig planning, EmailConfig config, EmailEvents events, Admin admin) {
        TopicPartition only = new TopicPartition(topics.recipients(), 0);
        Sink sink = new RecipientSink(
                kafka.clients(),
                recipients,
                topics.recipients(),
                config.policy(),
                (id, gone) -> events.told(EmailEvents.UNSUBSCRIBED, id + " " + gone.at(), id, "by the recipient"),
                () -> admin.listOffsets(Map.of(only, OffsetSpec.latest()))
                        .partitionResult(only)
                        .toCompletionStage()
                        .thenCompose(end -> end.offset() == 0
                                ? CompletableFuture.completedStage(null)
                                : recipients.reached(end.offset() - 1)));
        StreamSpec stream = StreamSpec.of(topics.requests(false), "email-{key}", EmailRequest.TYPE);
        return new SinkFanout(
                name + "-recipients",
                sink,
                part(planning, group(planning, "-recipients"), stream),
                (from, type, channel) -> type.equals(Notice.EVENT_TYPE),
                context.meters(),
                context.tracing());
    }

    private Fanout sender(FanoutContext context, SinkConfig planning, Sender sender, boolean critical) {
        String part = critical ? "-sender-critical" : "-sender";
        LedgerConfig config = new LedgerConfig(
                kafka.clients(), topics.ledger(critical), group(planning, part), EmailTopics.LEDGER_KEPT, IDLE);
        Ledger ledger = hold(new Ledger(config));
        held.push(sender::finish);
        Gauge.builder("milepost.email.ledger.entries", ledger, Ledger::size)
                .description("Requests whose fate is kept in memory")
                .tags("fanout", name, "queue", critical ? "critical" : "normal")
                .register(context.meters());
        StreamSpec stream = StreamSpec.of(topics.requests(critical), "email-{key}", EmailRequest.TYPE);
        Sink sink = sender.sink(topics.requests(critical), ledger, critical);
        return new SinkFanout(
                name + part,
                sink,
                part(planning, group(planning, part), stream),
                EventFilter.ALL,
                context.meters(),
                context.tracing());
    }

    /** How a part is driven: what its requests say is what limits them, not attempts or age by the record. */
    private static SinkConfig part(SinkConfig planning, String group, StreamSpec stream) {
        return new SinkConfig(
                group,
                planning.kafka(),
                List.of(stream),
                EmailTopics.LARGEST_RECORD,
                SinkConfig.Start.EARLIEST,
                new SinkConfig.Sending(1, UNDER_WAY, LONGEST, 0),
                new SinkConfig.Retrying(
                        planning.retrying().first(),
                        planning.retrying().most(),
                        1_000_000,
                        Duration.ofDays(3_650),
                        planning.retrying().breaker(),
                        planning.retrying().closed()),
                planning.buffer(),
                planning.bufferBytes(),
                planning.drain(),
                planning.commitEvery(),
                planning.topics(),
                planning.trail());
    }

    /** The fan-outs side by side, each taking its time to finish, and then what they share. */
    @Override
    public void close() {
        List<Thread> closing = new ArrayList<>();
        for (Fanout part : fanouts.values()) {
            Thread thread = new Thread(part::close, "milepost-fanout-" + name + "-close");
            thread.start();
            closing.add(thread);
        }
        closing.forEach(EmailParts::join);
        while (!held.isEmpty()) {
            AutoCloseable next = held.pop();
            try {
                next.close();
            } catch (Exception e) {
                log.warn("{}: something did not close", name, e);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
