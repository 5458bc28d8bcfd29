package io.milepost.email.fanout;

import io.milepost.email.EmailService;
import io.milepost.email.request.EmailTopics;
import io.milepost.email.rule.Rules;
import io.milepost.email.template.InvalidTemplatesException;
import io.milepost.email.template.TemplateConfig;
import io.milepost.email.template.Templates;
import io.milepost.email.unsubscribe.UnsubscribeLinks;
import io.milepost.email.unsubscribe.UnsubscribeTokens;
import io.milepost.email.webhook.Webhooks;
import io.milepost.fanout.Fanout;
import io.milepost.fanout.FanoutContext;
import io.milepost.fanout.FanoutSettings;
import io.milepost.fanout.kafka.FanoutProvider;
import io.milepost.fanout.kafka.KafkaContext;
import io.milepost.fanout.runtime.SinkConfig;
import io.milepost.service.Environment;
import io.milepost.service.EnvironmentException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the fan-out {@code email}. */
public final class EmailFanoutProvider implements FanoutProvider {
    private static final Logger log = LoggerFactory.getLogger(EmailFanoutProvider.class);

    /** Found by {@link java.util.ServiceLoader}. */
    public EmailFanoutProvider() {}

    @Override
    public String kind() {
        return "email";
    }

    @Override
    public Fanout open(FanoutContext context, KafkaContext kafka) {
        FanoutSettings settings = context.settings();
        SinkConfig planning = SinkConfig.read(
                settings,
                context.name(),
                EmailConfig.DEFAULTS,
                context.streams(),
                kafka.clients(),
                kafka.deadLetters());
        EmailConfig config =
                EmailConfig.read(settings, planning, kafka.deadLetters().replicas());
        Optional<UnsubscribeLinks> links = links(settings);
        TemplateConfig where = TemplateConfig.read(settings);
        Templates templates = templates(settings, where);
        Rules rules = Rules.read(settings, context.streams(), templates::has, Map.of());
        rules.all().stream()
                .filter(rule -> rule.maxAge().compareTo(EmailTopics.LONGEST_AGE) > 0)
                .forEach(rule -> settings.fault(
                        "rules." + rule.name() + ".maxAge",
                        "longer than " + EmailTopics.LONGEST_AGE.toDays()
                                + "d, after which nobody knows any more what was sent"));
        Webhooks webhooks = Webhooks.read(settings);
        Environment environment = environment(config);
        Carrier carrier = null;
        try {
            carrier = Carrier.open(environment, config.hasInbox(), context.meters());
        } catch (EnvironmentException e) {
            e.faults().forEach(fault -> settings.fault("variables", fault));
        }
        try {
            settings.check();
        } catch (RuntimeException e) {
            rules.close();
            templates.close();
            webhooks.close();
            if (carrier != null) {
                carrier.close();
            }
            throw e;
        }
        if (links.isEmpty() && !config.hasInbox()) {
            log.warn(
                    "{}: without publicUrl no mail can be unsubscribed from, which many providers demand",
                    context.name());
        }
        EmailService service = Objects.requireNonNull(carrier).service();
        log.info("{}: mail goes by {}", context.name(), service.traits().provider());
        return new EmailFanout(
                context.name(),
                new EmailParts(
                        context, kafka, planning, config, carrier, templates, where.locale(), rules, links, webhooks));
    }

    /** Without an address to be reached at there are no links. */
    private static Optional<UnsubscribeLinks> links(FanoutSettings settings) {
        return settings.text("publicUrl", "").isBlank()
                ? Optional.empty()
                : Optional.of(
                        UnsubscribeLinks.read(settings, UnsubscribeTokens.read(settings, InstantSource.system())));
    }

    private static Templates templates(FanoutSettings settings, TemplateConfig where) {
        try {
            return Templates.open(where);
        } catch (InvalidTemplatesException e) {
            e.faults().forEach(fault -> settings.fault("templates.directory", fault));
            return Templates.inspect(where);
        }
    }

    private static Environment environment(EmailConfig config) {
        Map<String, String> all = new HashMap<>(System.getenv());
        all.putAll(config.variables());
        return new Environment(all);
    }
}
