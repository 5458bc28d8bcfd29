package io.milepost.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.channel.ChannelName;
import io.milepost.console.kafka.Budget;
import io.milepost.console.kafka.EventSearch;
import io.milepost.console.kafka.EventSearch.Hit;
import io.milepost.console.kafka.Scan;
import io.milepost.console.kafka.Trails;
import io.milepost.console.web.Question;
import io.milepost.console.web.Refused;
import io.milepost.console.web.Work;
import io.milepost.fanout.Position;
import io.milepost.gateway.Insight;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What became of one event: where it lies, who got it, and what every fan-out did with it. */
final class Stories {
    private static final int LONGEST_ID = 1_000;
    private static final List<String> PREFIXES =
            List.of("", "private-", "presence-", "cache-", "private-cache-", "presence-cache-");

    private final ConsoleConfig config;
    private final Insight insight;
    private final Letters letters;
    private final Running running;
    private final Work work;

    Stories(ConsoleConfig config, Insight insight, Letters letters, Running running, Work work) {
        this.config = config;
        this.insight = insight;
        this.letters = letters;
        this.running = running;
        this.work = work;
    }

    /** What Kafka knows of an event. */
    private record Known(Hit hit, FanoutSteps steps, Mail.Found<Mail.Sent> mails) {}

    CompletionStage<ObjectNode> of(String id, Question question) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw Refused.field("id", "1 to " + LONGEST_ID + " characters are expected");
        }
        Optional<String> channel = question.parameter("channel");
        channel.filter(name -> !ChannelName.isValid(name)).ifPresent(name -> {
            throw Refused.field("channel", "1 to 164 letters, digits or -_=@,.; are expected");
        });
        String source = question.parameter("source").orElse(null);
        return work.ask(() -> look(id, source, channel.map(ChannelName::new).orElse(null)))
                .thenCompose(known -> {
                    ConsumerRecord<?, ?> record = known.hit().record();
                    return insight.reached(record.topic(), record.partition(), record.offset())
                            .thenApply(reached -> json(known, reached));
                });
    }

    private Known look(String id, @Nullable String source, @Nullable ChannelName channel) {
        try (Scan scan = new Scan(config.kafka())) {
            EventSearch.Result result =
                    new EventSearch(scan, insight.streams()).find(id, source, channel, Budget.usual());
            Hit hit = result.hit()
                    .orElseThrow(
                            () -> Refused.notFound(
                                    result.complete()
                                            ? "id: no stream holds such an event any more"
                                            : "id: not among the newest events; channel=NAME looks farther back in one channel"));
            Instant recorded = Instant.ofEpochMilli(hit.record().timestamp());
            Trails.Steps steps = Trails.of(
                    scan, config.trails(), hit.event().source(), hit.event().id(), recorded, Budget.usual());
            Position place = new Position(
                    hit.record().topic(), hit.record().partition(), hit.record().offset());
            Letters.OfOne dead = letters.of(place);
            Mail.Found<Mail.Sent> mails = running.mail()
                    .map(mail -> mail.of(hit.event(), recorded))
                    .orElse(new Mail.Found<>(List.of(), true));
            return new Known(
                    hit, new FanoutSteps(steps.steps(), dead.letters(), steps.complete() && dead.complete()), mails);
        }
    }

    private ObjectNode json(Known known, Map<ChannelName, Integer> reached) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("event", EventJson.whole(known.hit().event()));
        json.set("record", record(known.hit()));
        ArrayNode channels = json.putArray("channels");
        channels(known.hit(), reached).forEach((channel, sockets) -> {
            ObjectNode one = channels.addObject().put("channel", channel.value());
            if (sockets >= 0) {
                one.put("sockets", sockets);
            }
            one.put("subscribers", insight.presence(channel).subscribers());
        });
        json.set("fanouts", known.steps().json());
        ArrayNode mails = json.putArray("mails");
        for (Mail.Sent mail : known.mails().items()) {
            ObjectNode one = mails.addObject()
                    .put("request", mail.request())
                    .put("to", mail.to())
                    .put("template", mail.template());
            ArrayNode steps = one.putArray("steps");
            mail.steps().forEach(step -> steps.add(Mails.json(step)));
        }
        return json.put("complete", known.steps().complete() && known.mails().complete());
    }

    private static ObjectNode record(Hit hit) {
        ConsumerRecord<?, ?> record = hit.record();
        return JsonNodeFactory.instance
                .objectNode()
                .put("stream", hit.stream().name())
                .put("topic", record.topic())
                .put("partition", record.partition())
                .put("offset", record.offset())
                .put("key", hit.key())
                .put("timestamp", Instant.ofEpochMilli(record.timestamp()).toString())
                .put("bytes", Math.max(0, record.serializedValueSize()));
    }

    /** The event's channels that somebody is on, and the plain one in any case; with -1 where it is not known who got it. */
    private Map<ChannelName, Integer> channels(Hit hit, Map<ChannelName, Integer> reached) {
        Map<String, ChannelName> names = new TreeMap<>();
        String key = hit.key();
        if (hit.stream().template().accepts(key)) {
            String plain = hit.stream().template().render(key);
            for (String prefix : hit.stream().isCatchAll() ? List.of("") : PREFIXES) {
                if (ChannelName.isValid(prefix + plain)) {
                    ChannelName channel = new ChannelName(prefix + plain);
                    if (prefix.isEmpty() || insight.presence(channel).subscribers() > 0) {
                        names.put(channel.value(), channel);
                    }
                }
            }
        }
        reached.keySet().forEach(channel -> names.put(channel.value(), channel));
        Map<ChannelName, Integer> channels = new LinkedHashMap<>();
        names.values().forEach(name -> channels.put(name, reached.getOrDefault(name, -1)));
        return channels;
    }
}
