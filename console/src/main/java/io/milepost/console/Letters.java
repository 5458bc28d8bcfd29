package io.milepost.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.console.kafka.Clients;
import io.milepost.console.web.Question;
import io.milepost.console.web.Refused;
import io.milepost.console.web.Work;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.fanout.Position;
import io.milepost.fanout.deadletter.DeadLetter;
import io.milepost.fanout.deadletter.DeadLetterTally;
import io.milepost.fanout.deadletter.DeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters: to look at, and to send again. Of very many, the newest alone are looked at, and for so long as a person
 * waits.
 */
final class Letters implements AutoCloseable {
    private static final int LOOKED_AT = 6_000;
    private static final int MOST_REDRIVEN = 100;

    private static final Duration LOOKING = Duration.ofSeconds(4);

    /** Within what a guest has for an answer. */
    private static final Duration REDRIVING = Duration.ofSeconds(15);

    private final ReentrantLock redriving = new ReentrantLock();
    private final ConsoleConfig config;
    private final Streams streams;
    private final Work work;
    private @Nullable DeadLetterTally tally;

    Letters(ConsoleConfig config, Streams streams, Work work) {
        this.config = config;
        this.streams = streams;
        this.work = work;
    }

    /** A letter without its body, and when it was put aside. */
    private record Summary(Instant at, ObjectNode json) {}

    CompletionStage<ObjectNode> list(Question question) {
        int limit = question.limit();
        Optional<String> fanout = question.parameter("fanout");
        Optional<String> type = question.parameter("type");
        Optional<String> channel = question.parameter("channel");
        Predicate<DeadLetter> wanted =
                letter -> fanout.map(letter.sink()::equals).orElse(true)
                        && type.map(letter.type()::equals).orElse(true)
                        && (channel.isEmpty() || channel.equals(channel(letter)));
        return work.ask(() -> {
            Newest newest = new Newest(limit);
            boolean all;
            try (DeadLetters letters = open()) {
                all = letters.newest(LOOKED_AT, LOOKING, wanted, newest::add);
            }
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            ArrayNode list = json.putArray("letters");
            newest.inOrder().forEach(summary -> list.add(summary.json()));
            return json.put("complete", all && !newest.overflowed);
        });
    }

    /** Keeps the newest. Confined to one thread. */
    private final class Newest {
        private final int limit;
        private final PriorityQueue<Summary> kept = new PriorityQueue<>(Comparator.comparing(Summary::at));
        private boolean overflowed;

        Newest(int limit) {
            this.limit = limit;
        }

        void add(DeadLetter letter) {
            kept.add(new Summary(letter.failedAt(), summary(letter)));
            if (kept.size() > limit) {
                kept.remove();
                overflowed = true;
            }
        }

        List<Summary> inOrder() {
            List<Summary> all = new ArrayList<>(kept);
            all.sort(Comparator.comparing(Summary::at).reversed());
            return all;
        }
    }

    CompletionStage<ObjectNode> one(List<String> parts) {
        Position place = place(parts.get(1), parts.get(2), parts.get(3));
        return work.ask(() -> {
            List<ObjectNode> found = new ArrayList<>();
            boolean complete;
            try (DeadLetters letters = open()) {
                complete = letters.at(place, LOOKING, letter -> found.add(whole(letter)));
            }
            if (found.isEmpty()) {
                throw complete
                        ? Refused.notFound("there is no dead letter at " + place)
                        : Refused.unavailable("the dead letter could not be read in time; try again");
            }
            return found.get(0).put("complete", complete);
        });
    }

    CompletionStage<ObjectNode> redrive(Question question) {
        JsonNode named = question.object().path("letters");
        if (!named.isArray() || named.isEmpty() || named.size() > MOST_REDRIVEN) {
            throw Refused.field("letters", "a list of 1 to " + MOST_REDRIVEN + " places is expected");
        }
        Set<Position> places = new HashSet<>();
        for (int i = 0; i < named.size(); i++) {
            JsonNode one = named.get(i);
            if (!one.path("topic").isTextual()
                    || !one.path("partition").isInt()
                    || !one.path("offset").isIntegralNumber()) {
                throw Refused.field("letters[" + i + "]", "topic, partition and offset are expected");
            }
            String topic = one.path("topic").textValue();
            String field = "letters[" + i + "].topic";
            checkTopic(topic, field);
            places.add(new Position(
                    topic, one.path("partition").intValue(), one.path("offset").longValue()));
        }
        return work.ask(() -> {
            // Two at a time would both find that a letter was not sent again yet.
            if (!redriving.tryLock()) {
                throw Refused.unavailable("others are being sent again just now; try again");
            }
            try {
                return redrive(places);
            } finally {
                redriving.unlock();
            }
        });
    }

    private ObjectNode redrive(Set<Position> places) {
        Set<Position> failed = new HashSet<>(places);
        boolean whole;
        try (DeadLetters letters = open()) {
            whole = letters.redrive(places, REDRIVING, letter -> failed.remove(letter.at()));
        }
        if (!whole && failed.size() == places.size()) {
            throw Refused.unavailable(
                    "nothing was sent: what lies behind these letters could not be read in time to know"
                            + " whether they were sent again before; ./milepost dlq redrive takes its time");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("sent", places.size() - failed.size());
        ArrayNode list = json.putArray("failed");
        failed.forEach(place -> list.addObject()
                .put("topic", place.topic())
                .put("partition", place.partition())
                .put("offset", place.offset())
                .put(
                        "message",
                        whole
                                ? "not there, or sent again already"
                                : "not there, sent again already, or there was no time for it; try again"));
        return json;
    }

    /** How many of the newest of each fan-out have not been sent again. Blocks. */
    synchronized Map<String, Long> count() {
        DeadLetterTally known = tally;
        if (known == null) {
            known = new DeadLetterTally(Clients.impatient(config.kafka()), config.deadLetters(), LOOKED_AT);
            tally = known;
        }
        return known.count(LOOKING);
    }

    /** The letters of one record, and whether all were looked at that are looked at at most. */
    record OfOne(List<DeadLetter> letters, boolean complete) {}

    /** The letters of one record. Blocks. */
    OfOne of(Position origin) {
        List<DeadLetter> found = new ArrayList<>();
        boolean complete;
        try (DeadLetters letters = open()) {
            complete = letters.newest(
                    LOOKED_AT,
                    LOOKING,
                    letter -> letter.origin().topic().equals(origin.topic())
                            && letter.origin().partition() == origin.partition()
                            && letter.origin().offset() == origin.offset(),
                    found::add);
        }
        return new OfOne(found, complete);
    }

    @Override
    public synchronized void close() {
        if (tally != null) {
            tally.close();
        }
    }

    private DeadLetters open() {
        return new DeadLetters(Clients.impatient(config.kafka()), config.deadLetters());
    }

    private Position place(String topic, String partition, String offset) {
        checkTopic(topic, "topic");
        try {
            return new Position(topic, Integer.parseInt(partition), Long.parseLong(offset));
        } catch (NumberFormatException e) {
            throw Refused.field("partition, offset", "numbers are expected");
        }
    }

    private void checkTopic(String topic, String field) {
        if (!topic.equals(config.deadLetters().dead())) {
            throw Refused.field(
                    field,
                    "the topic of dead letters is " + config.deadLetters().dead());
        }
    }

    private ObjectNode summary(DeadLetter letter) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("fanout", letter.sink())
                .put("topic", letter.at().topic())
                .put("partition", letter.at().partition())
                .put("offset", letter.at().offset())
                .put("at", letter.lastFailure())
                .put("reason", letter.code() + ": " + letter.message())
                .put("attempts", letter.attempts());
        json.putObject("event")
                .put("id", letter.headers().getOrDefault("ce_id", id(letter)))
                .put(
                        "source",
                        letter.headers()
                                .getOrDefault("ce_source", letter.origin().topic()))
                .put("type", letter.type());
        channel(letter).ifPresent(channel -> json.put("channel", channel));
        return json.put("redriven", letter.redriven());
    }

    /** What a bare JSON value's event is called, after its place. */
    private static String id(DeadLetter letter) {
        return letter.origin().topic() + "-" + letter.origin().partition() + "-"
                + letter.origin().offset();
    }

    private ObjectNode whole(DeadLetter letter) {
        ObjectNode json = summary(letter);
        json.putObject("record")
                .put("topic", letter.origin().topic())
                .put("partition", letter.origin().partition())
                .put("offset", letter.origin().offset())
                .put("key", letter.key())
                .put("firstFailure", letter.firstFailure())
                .put("lastFailure", letter.lastFailure());
        ObjectNode headers = json.putObject("headers");
        letter.headers().forEach(headers::put);
        byte[] value = letter.value();
        if (value != null) {
            String text = new String(value, UTF_8);
            try {
                json.set("data", Json.of(text).tree());
            } catch (InvalidJsonException e) {
                json.put("data", text);
            }
        }
        return json;
    }

    private Optional<String> channel(DeadLetter letter) {
        String key = letter.key();
        return key == null
                ? Optional.empty()
                : streams.all().stream()
                        .filter(stream -> stream.topic().equals(letter.origin().topic()))
                        .map(StreamSpec::template)
                        .filter(template -> template.accepts(key))
                        .map(template -> template.render(key))
                        .findFirst();
    }
}
