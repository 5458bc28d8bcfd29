package io.milepost.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.console.Mail;
import io.milepost.console.kafka.Budget;
import io.milepost.console.kafka.Scan;
import io.milepost.email.event.EmailEvents;
import io.milepost.email.request.EmailRequest;
import io.milepost.email.request.EmailRequestJson;
import io.milepost.email.request.EmailTopics;
import io.milepost.email.request.RequestKey;
import io.milepost.event.Decoded.Intact;
import io.milepost.event.Event;
import io.milepost.event.RawEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads requests and outcomes of mail for one question. Confined to one thread, which it blocks. */
final class MailLook implements AutoCloseable {
    private static final int NEWEST = 3_000;
    private static final Duration SLACK = Duration.ofMinutes(1);
    private static final String PREFIX = "email-";

    private final Scan scan;
    private final EmailTopics topics;

    MailLook(Map<String, Object> kafka, EmailTopics topics) {
        this.scan = new Scan(kafka);
        this.topics = topics;
    }

    private List<TopicPartition> requests() {
        List<TopicPartition> all = new ArrayList<>(scan.partitions(topics.requests(false)));
        all.addAll(scan.partitions(topics.requests(true)));
        return all;
    }

    boolean hasRecipients() {
        return !scan.partitions(topics.recipients()).isEmpty();
    }

    /** The newest outcomes, the newest first. */
    Mail.Found<Mail.Outcome> outcomes(int limit) {
        Map<String, EmailRequest> requests = new HashMap<>();
        scan.newest(
                requests(),
                NEWEST,
                Budget.usual(),
                record -> request(record).ifPresent(request -> requests.put(request.key(), request)));
        List<Mail.Outcome> all = new ArrayList<>();
        boolean whole = scan.newest(
                scan.partitions(topics.events()),
                NEWEST,
                Budget.usual(),
                record -> event(record)
                        .filter(event -> event.type().startsWith(PREFIX))
                        .ifPresent(event -> all.add(outcome(
                                event,
                                requests.get(event.data().tree().path("request").asText())))));
        all.sort(Comparator.comparing(Mail.Outcome::at).reversed());
        return new Mail.Found<>(all.stream().limit(limit).toList(), whole && all.size() <= limit);
    }

    /** The mails that an event became: of digests, those that were sent. */
    Mail.Found<Mail.Sent> of(Event event, Instant recordedAt) {
        Instant from = recordedAt.minus(SLACK);
        Map<String, Mail.Sent> found = new LinkedHashMap<>();
        boolean whole = scan.since(
                requests(),
                from,
                Budget.usual(),
                record -> request(record)
                        .filter(request -> isOf(request, event))
                        .ifPresent(request -> found.put(
                                request.key(),
                                sent(
                                        request.key(),
                                        Mail.masked(request.to().address()),
                                        request.template(),
                                        record.timestamp()))));
        String nobody = RequestKey.of(event.source() + ' ' + event.id());
        whole &= scan.since(
                scan.partitions(topics.events()),
                from,
                Budget.usual(),
                record -> event(record).ifPresent(told -> {
                    JsonNode data = told.data().tree();
                    String request = data.path("request").asText();
                    Mail.Sent mail = found.get(request);
                    if (mail == null && data.path("recipient").asText().equals(nobody)) {
                        mail = new Mail.Sent(request, "", data.path("rule").asText(), new ArrayList<>());
                        found.put(request, mail);
                    }
                    if (mail != null) {
                        mail.steps().add(outcome(told, null));
                    }
                }));
        found.values().forEach(mail -> mail.steps().sort(Comparator.comparing(Mail.Outcome::at)));
        return new Mail.Found<>(List.copyOf(found.values()), whole);
    }

    private static Mail.Sent sent(String key, String to, String template, long recorded) {
        List<Mail.Outcome> steps = new ArrayList<>();
        steps.add(new Mail.Outcome(Instant.ofEpochMilli(recorded).toString(), "requested", key, null, null, null));
        return new Mail.Sent(key, to, template, steps);
    }

    private static boolean isOf(EmailRequest request, Event event) {
        if (is(request.values().path("event"), event)) {
            return true;
        }
        for (JsonNode one : request.values().path("events")) {
            if (is(one, event)) {
                return true;
            }
        }
        return false;
    }

    private static boolean is(JsonNode said, Event event) {
        return said.path("id").asText().equals(event.id())
                && said.path("source").asText().equals(event.source());
    }

    private static Mail.Outcome outcome(Event told, @Nullable EmailRequest request) {
        JsonNode data = told.data().tree();
        String rule = data.path("rule").asText();
        String reason = data.path("reason").asText();
        String detail = rule.isEmpty() || reason.isEmpty() ? rule + reason : rule + ": " + reason;
        return new Mail.Outcome(
                told.time(),
                told.type().startsWith(PREFIX) ? told.type().substring(PREFIX.length()) : told.type(),
                data.path("request").asText(null),
                request == null ? null : Mail.masked(request.to().address()),
                request == null ? null : request.template(),
                detail.isEmpty() ? null : detail);
    }

    private Optional<EmailRequest> request(ConsumerRecord<byte[], ByteBuffer> record) {
        try {
            return event(record)
                    .filter(event -> event.type().equals(EmailRequest.TYPE))
                    .map(event -> EmailRequestJson.read(new String(record.key(), UTF_8), event));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<Event> event(ConsumerRecord<byte[], ByteBuffer> record) {
        return record.key() != null
                        && record.value() != null
                        && RawEvent.of(record)
                                        .decode(EmailEvents.SENT, record.topic(), record.partition(), record.offset())
                                instanceof Intact intact
                ? Optional.of(intact.event())
                : Optional.empty();
    }

    @Override
    public void close() {
        scan.close();
    }
}
