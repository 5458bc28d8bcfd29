package io.milepost.email.plan;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.milepost.email.AddressCheck;
import io.milepost.email.EmailAddress;
import io.milepost.email.address.EmailAddresses;
import io.milepost.email.address.RecipientId;
import io.milepost.email.digest.DigestItem;
import io.milepost.email.event.EmailEvents;
import io.milepost.email.recipient.RecipientState;
import io.milepost.email.recipient.Recipients;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.request.EmailRequestJson;
import io.milepost.email.request.EmailTopics;
import io.milepost.email.request.RequestKey;
import io.milepost.email.rule.Digest;
import io.milepost.email.rule.Recipient;
import io.milepost.email.rule.Rule;
import io.milepost.email.rule.Rules;
import io.milepost.email.rule.UnfitEventException;
import io.milepost.email.rule.Window;
import io.milepost.email.rule.Windows;
import io.milepost.event.Event;
import io.milepost.event.EventWriter;
import io.milepost.fanout.Delivery;
import io.milepost.fanout.Failure;
import io.milepost.fanout.runtime.Transformer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Makes requests of events: one for each rule that fits and each recipient. */
public final class Planner implements Transformer {
    /** Shorter than a transaction may be open. */
    private static final Duration LOOKUP = Duration.ofSeconds(20);

    private final Rules rules;
    private final Recipients recipients;
    private final EmailTopics topics;
    private final EmailEvents events;
    private final ZoneId zone;
    private final MeterRegistry meters;

    /**
     * A planner.
     *
     * @param zone where days begin for recipients of whom nothing is known
     */
    public Planner(Rules rules, Recipients recipients, EmailTopics topics, ZoneId zone, MeterRegistry meters) {
        this.rules = rules;
        this.recipients = recipients;
        this.topics = topics;
        this.events = new EmailEvents(topics.events());
        this.zone = zone;
        this.meters = meters;
    }

    @Override
    public @Nullable Failure take(Delivery delivery, Consumer<ProducerRecord<byte[], byte[]>> out) {
        for (Rule rule : rules.matching(delivery.stream(), delivery.key(), delivery.event())) {
            Failure never = plan(rule, delivery, out);
            if (never != null) {
                return never;
            }
        }
        return null;
    }

    private @Nullable Failure plan(Rule rule, Delivery delivery, Consumer<ProducerRecord<byte[], byte[]>> out) {
        Event event = delivery.event();
        Instant happened = Instant.parse(event.time());
        if (happened.plus(rule.maxAge()).isBefore(Instant.now())) {
            skip(rule, event, "expired", out);
            return null;
        }
        List<Recipient> to;
        try {
            to = recipients(rule, delivery);
        } catch (UnfitEventException e) {
            skip(rule, event, String.valueOf(e.getMessage()), out);
            return null;
        }
        ObjectNode about = rules.values(rule, delivery.stream(), delivery.key(), event);
        if (about.toString().length() > EmailTopics.LARGEST_VALUES) {
            return Failure.of("too-large", "the event is larger than a mail's values may be");
        }
        if (to.isEmpty()) {
            skip(rule, event, "nobody", out);
        }
        Set<String> seen = new HashSet<>();
        for (Recipient recipient : to) {
            if (EmailAddresses.check(recipient.address()) instanceof AddressCheck.Valid valid) {
                String id = RecipientId.of(valid.address()).value();
                if (seen.add(id)) {
                    out.accept(record(rule, delivery, recipient, valid.address(), id, about, happened));
                }
            } else {
                skip(rule, event, "invalid_address", out);
            }
        }
        return null;
    }

    private void skip(Rule rule, Event event, String reason, Consumer<ProducerRecord<byte[], byte[]>> out) {
        meters.counter(
                        "milepost.email.unplanned",
                        "rule",
                        rule.name(),
                        "reason",
                        reason.length() > 40 ? "unfit" : reason)
                .increment();
        out.accept(events.skipped(rule.name(), rule.category().name(), event.source() + ' ' + event.id(), reason));
    }

    /** Blocks the fan-out: nothing behind this event can be planned before it. */
    private List<Recipient> recipients(Rule rule, Delivery delivery) {
        try {
            return rules.recipients(rule, delivery.stream(), delivery.key(), delivery.event())
                    .toCompletableFuture()
                    .get(LOOKUP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnfitEventException unfit) {
                throw unfit;
            }
            throw new IllegalStateException("the recipients are not known now: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the recipients are not known after " + LOOKUP, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private ProducerRecord<byte[], byte[]> record(
            Rule rule,
            Delivery delivery,
            Recipient recipient,
            String address,
            String id,
            ObjectNode about,
            Instant happened) {
        Event event = delivery.event();
        String key = RequestKey.of(rule.name(), rule.version(), event.source(), event.id(), id);
        boolean critical = rule.category().critical();
        if (rule.digest().isEmpty() || critical) {
            EmailRequest request = request(key, rule, recipient, address, id, about, happened.plus(rule.maxAge()));
            Event mail = EmailRequestJson.write(request).within(event.trace());
            return EventWriter.write(mail, topics.requests(critical), id);
        }
        Digest digest = rule.digest().get();
        Window window = Windows.of(digest, Instant.now(), zone(recipient, id));
        String by = rules.digestKey(rule, delivery.stream(), delivery.key(), event);
        String digestKey = RequestKey.of(
                "digest", rule.name(), rule.version(), by, window.start().toString(), id);
        EmailRequest request = request(
                digestKey, rule, recipient, address, id, about, window.end().plus(rule.maxAge()));
        return new DigestItem(key, request, window, digest.most()).record(topics.digests());
    }

    private ZoneId zone(Recipient recipient, String id) {
        RecipientState state = recipients.state(id);
        ZoneId chosen = state.zone();
        ZoneId known = recipient.zone();
        return chosen != null ? chosen : known != null ? known : zone;
    }

    private static EmailRequest request(
            String key, Rule rule, Recipient recipient, String address, String id, ObjectNode about, Instant notAfter) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.set("event", about);
        ObjectNode them = recipient.values().deepCopy();
        them.put("address", address);
        them.put("name", recipient.name());
        values.set("recipient", them);
        return new EmailRequest(
                key,
                rule.name(),
                rule.template(),
                rule.category(),
                rule.onUnknown(),
                rule.throttle(),
                new EmailAddress(address, recipient.name()),
                id,
                recipient.userId(),
                recipient.locale(),
                notAfter,
                values);
    }

    @Override
    public void close() {}
}
