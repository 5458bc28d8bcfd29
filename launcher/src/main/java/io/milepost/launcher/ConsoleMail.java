package io.milepost.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.console.Mail;
import io.milepost.console.kafka.Clients;
import io.milepost.email.EmailException;
import io.milepost.email.SuppressedEmail;
import io.milepost.email.address.RecipientId;
import io.milepost.email.recipient.Recipients;
import io.milepost.email.request.EmailTopics;
import io.milepost.email.template.Rendered;
import io.milepost.email.template.TemplateConfig;
import io.milepost.email.template.TemplateException;
import io.milepost.email.template.Templates;
import io.milepost.event.Event;
import io.milepost.fanout.FanoutSettings;
import io.milepost.launcher.config.DevMail;
import io.milepost.launcher.config.NodeConfig;
import io.milepost.launcher.config.Settings;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Mail as the console shows it, of the first fan-out of that kind. */
final class ConsoleMail implements Mail {
    private static final long PATIENCE_SECONDS = 10;
    private static final long FRESH = TimeUnit.SECONDS.toNanos(10);

    private final Map<String, Object> kafka;
    private final EmailTopics topics;
    private final TemplateConfig config;
    private final boolean inbox;
    private final Object reading = new Object();
    private List<SuppressedEmail> suppressed = List.of();
    private long suppressedAt = System.nanoTime() - FRESH;
    private @Nullable Templates templates;

    private ConsoleMail(Map<String, Object> kafka, EmailTopics topics, TemplateConfig config, boolean inbox) {
        this.kafka = kafka;
        this.topics = topics;
        this.config = config;
        this.inbox = inbox;
    }

    /** What there is to see of mail; empty if no fan-out of that kind is configured. */
    static Optional<Mail> of(Settings settings) {
        return settings.fanouts().entrySet().stream()
                .filter(fanout ->
                        fanout.getValue().getOrDefault("kind", fanout.getKey()).equals(DevMail.KIND))
                .findFirst()
                .map(fanout -> of(settings, fanout.getKey(), fanout.getValue()));
    }

    private static Mail of(Settings settings, String name, Map<String, String> said) {
        Map<String, String> own = new HashMap<>(said);
        own.keySet().removeIf(key -> !key.startsWith("templates."));
        TemplateConfig config = TemplateConfig.read(new FanoutSettings("fanouts." + name + ".", own));
        EmailTopics topics = new EmailTopics(
                said.getOrDefault("topics", EmailTopics.PREFIX),
                1,
                NodeConfig.deadLetters(settings).replicas());
        return new ConsoleMail(
                NodeConfig.kafka(settings),
                topics,
                config,
                said.getOrDefault("inbox", "false").equals("true"));
    }

    @Override
    public boolean hasInbox() {
        return inbox;
    }

    @Override
    public Found<Outcome> outcomes(int limit) {
        try (MailLook look = new MailLook(kafka, topics)) {
            return look.outcomes(limit);
        }
    }

    @Override
    public Found<Sent> of(Event event, Instant recordedAt) {
        try (MailLook look = new MailLook(kafka, topics)) {
            return look.of(event, recordedAt);
        }
    }

    @Override
    public Found<Suppression> suppressions(@Nullable String address, int limit) {
        String id = address == null ? "" : id(address);
        List<SuppressedEmail> all = suppressed().stream()
                .filter(one -> address == null || id(one.address()).equals(id))
                .toList();
        return new Found<>(all.stream().limit(limit).map(ConsoleMail::shown).toList(), all.size() <= limit);
    }

    /** Everybody who gets nothing, as it was some seconds ago at most: all recipients are read for it, by one thread at a time. */
    private List<SuppressedEmail> suppressed() {
        synchronized (reading) {
            if (System.nanoTime() - suppressedAt >= FRESH) {
                suppressed = read();
                suppressedAt = System.nanoTime();
            }
            return suppressed;
        }
    }

    private List<SuppressedEmail> read() {
        try (MailLook look = new MailLook(kafka, topics)) {
            if (!look.hasRecipients()) {
                return List.of();
            }
        }
        try (Recipients recipients = new Recipients(Clients.impatient(kafka), topics.recipients(), topics.replicas())) {
            recipients.ready().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return recipients.suppressed(Instant.now());
        } catch (ExecutionException | TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("recipients are not to be read");
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Suppression shown(SuppressedEmail one) {
        return new Suppression(
                Mail.masked(one.address()),
                one.reason().name().toLowerCase(Locale.ROOT),
                one.since().toString());
    }

    private static String id(String address) {
        try {
            return RecipientId.of(address).value();
        } catch (EmailException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public List<Template> templates() {
        Templates there = opened();
        return there.names().stream()
                .map(name -> new Template(
                        name,
                        there.locales(name).stream()
                                .map(Locale::toLanguageTag)
                                .collect(Collectors.toCollection(TreeSet::new))))
                .toList();
    }

    @Override
    public Optional<Preview> preview(String template, @Nullable String locale) {
        Templates there = opened();
        if (!there.has(template)) {
            return Optional.empty();
        }
        JsonNode sample = there.sample(template)
                .orElseThrow(() -> new IllegalArgumentException(template + " brings no sample.json to be filled with"));
        try {
            Rendered mail =
                    there.render(template, locale == null ? config.locale() : Locale.forLanguageTag(locale), sample);
            return Optional.of(new Preview(mail.subject(), mail.html(), mail.text(), sample));
        } catch (TemplateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Read when somebody asks first: few nodes are ever asked. */
    private synchronized Templates opened() {
        Templates known = templates;
        if (known == null) {
            known = Templates.inspect(config);
            templates = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (templates != null) {
            templates.close();
        }
    }
}
