package io.milepost.email.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.broker.TestKafka;
import io.milepost.event.Json;
import io.milepost.fanout.Endpoint;
import io.milepost.fanout.Fanout;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.Publication;
import io.milepost.producer.PublisherConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A fan-out of mail between a topic of its own on a real broker and a server that plays Postmark. There is one rule,
 * {@code note}: events of the type {@code note} go to {@code data.to} with the subject {@code data.title}.
 */
final class EmailRig implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MJML = "<mjml><mj-body><mj-section><mj-column><mj-text>To {{recipient.address}}: "
            + "{{#event}}{{data.title}}{{/event}}{{#events}}{{data.title}} {{/events}}</mj-text></mj-column></mj-section>"
            + "</mj-body></mjml>";

    final PostmarkStub stub = new PostmarkStub();
    final EmailPlan plan;
    private final EventPublisher publisher;
    private final List<Runnable> started = new ArrayList<>();

    EmailRig(Path directory, Map<String, String> settings) {
        this(directory, settings, Map.of());
    }

    EmailRig(Path directory, Map<String, String> settings, Map<String, String> kafka) {
        String id = UUID.randomUUID().toString().substring(0, 13);
        Map<String, String> all = new HashMap<>(Map.of(
                "rules.note.stream", "activity",
                "rules.note.type", "note",
                "rules.note.to", "data.to",
                "rules.note.template", "note",
                "rules.note.category", "notes",
                "templates.directory", templates(directory).toString(),
                "settle", "1s",
                "retryFirst", "50ms",
                "retryMost", "1s"));
        all.put("commitEvery", "100ms");
        all.put("quotaPause", "300ms");
        all.put("quotaEvery", "300ms");
        stub.variables().forEach((key, value) -> all.put("variables." + key, value));
        all.put("variables.EMAIL_PROVIDER", "crashing");
        all.putAll(settings);
        Map<String, String> clients = new HashMap<>(kafka);
        clients.put("bootstrap.servers", TestKafka.bootstrapServers());
        plan = new EmailPlan(id, clients, all);
        TestKafka.createTopic(plan.topic(), 2, Map.of());
        publisher = new EventPublisher(new PublisherConfig(
                "/test",
                plan.streams(),
                Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "max.request.size", 8 << 20),
                Duration.ofSeconds(20)));
    }

    private static Path templates(Path directory) {
        try {
            Path folder = Files.createDirectories(directory.resolve("note").resolve("en"));
            Files.writeString(
                    folder.resolve("subject.txt"),
                    "{{#event}}{{data.title}}{{/event}}{{#count}}{{count}} notes{{/count}}");
            Files.writeString(folder.resolve("body.mjml"), MJML);
            Files.writeString(folder.resolve("body.txt"), "{{#event}}{{data.title}}{{/event}}");
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a fan-out in this process and returns when it works. */
    Fanout start(Map<String, String> more) {
        Fanout fanout = plan.with(more).open(new SimpleMeterRegistry());
        started.add(fanout::close);
        fanout.start();
        await("ready")
                .atMost(Duration.ofSeconds(60))
                .until(() -> fanout.health().ok());
        return fanout;
    }

    Fanout start() {
        return start(Map.of());
    }

    /** Starts one in another process. */
    EmailChild child(Map<String, String> more) {
        EmailChild child = new EmailChild(plan.with(more));
        started.add(child::close);
        return child;
    }

    /** Writes an event, to one address or several with commas. */
    void note(String id, String title, String to) {
        event("note", id, null, "{\"title\":" + quote(title) + ",\"to\":" + addresses(to) + "}");
    }

    private static String addresses(String to) {
        return JSON.valueToTree(to.split(",")).toString();
    }

    private static String quote(String text) {
        return JSON.valueToTree(text).toString();
    }

    void event(String type, String id, @Nullable String time, String data) {
        publisher
                .publish(new Publication("activity", "team", type, Json.of(data), id, time, null))
                .join();
    }

    /** What became of mail, as {@code type reason}, in no order. */
    List<JsonNode> events(String type) {
        return read(plan.topics().events()).stream()
                .filter(record -> type.equals(header(record, "ce_type")))
                .map(record -> tree(record.value()))
                .toList();
    }

    /** How far the ledger says each request is. */
    Map<String, String> ledger(boolean critical) {
        Map<String, String> phases = new HashMap<>();
        read(plan.topics().ledger(critical))
                .forEach(record -> phases.put(
                        record.key(), tree(record.value()).path("phase").asText()));
        return phases;
    }

    /** The codes of dead letters. */
    List<String> deadLetters() {
        return read(plan.deadLetters().dead()).stream()
                .map(record -> header(record, "milepost_code"))
                .toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }

    private static JsonNode tree(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ConsumerRecord<String, byte[]>> read(String topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    /** Calls what the world may call. */
    static Endpoint.Answer call(
            Fanout fanout, String method, String url, Map<String, List<String>> headers, String body) {
        String path = url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
        String query = url.contains("?") ? url.substring(url.indexOf('?') + 1) : "";
        Endpoint endpoint = fanout.endpoints().stream()
                .filter(one -> path.equals(one.path()) || path.startsWith(one.path() + "/"))
                .findFirst()
                .orElseThrow();
        return endpoint.answer(new Endpoint.Request(method, path, query, headers, body.getBytes(UTF_8)))
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        started.forEach(Runnable::run);
        publisher.close();
        stub.close();
    }
}
