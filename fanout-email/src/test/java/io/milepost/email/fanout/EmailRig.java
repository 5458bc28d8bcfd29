package io.milepost.email.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.broker.TestKafka;
import io.milepost.email.SendQuota;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A fan-out of mail between a topic of its own on a real broker and a server that plays Postmark. There is one rule,
 * {@code note}: events of the type {@code note} go to {@code data.to} with the subject {@code data.title}. Tests add more.
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
    private final Map<String, Tail<Told>> tails = new ConcurrentHashMap<>();

    /** A record, as far as tests ask. */
    record Told(String key, String type, String code, JsonNode data) {}

    /** A second rule for the events of the first: {@code data.again} gets it, twice rather than not at all. */
    static final Map<String, String> AGAIN = Map.of(
            "rules.again.stream", "activity",
            "rules.again.type", "note",
            "rules.again.to", "data.again",
            "rules.again.template", "note",
            "rules.again.category", "notes",
            "rules.again.onUnknown", "resend");

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
        all.put("digestGrace", "100ms");
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
            Files.writeString(
                    folder.resolve("body.txt"),
                    "{{#event}}{{data.title}}{{/event}}{{#hasMore}}and {{more}} more{{/hasMore}}");
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

    /** Makes the topics of mail, which the fan-out makes else. */
    void makeTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            plan.topics().make(admin);
        }
    }

    /** What the provider says of its quota from now on, in this process. */
    void quota(Supplier<SendQuota> quota) {
        CrashingEmailProvider.QUOTAS.put(plan.settings().get("variables.POSTMARK_URL"), quota);
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

    /** Writes an event for both rules. */
    void note(String id, String title, String to, String again) {
        String fields = "\"title\":" + quote(title) + ",\"to\":" + addresses(to) + ",\"again\":" + addresses(again);
        event("note", id, null, "{" + fields + "}");
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

    /** What became of mail, in no order. */
    List<JsonNode> events(String type) {
        return tail(plan.topics().events()).stream()
                .filter(event -> type.equals(event.type()))
                .map(Told::data)
                .toList();
    }

    /** How far the ledger says each request is. */
    Map<String, String> ledger(boolean critical) {
        Map<String, String> phases = new HashMap<>();
        tail(plan.topics().ledger(critical))
                .forEach(
                        told -> phases.put(told.key(), told.data().path("phase").asText()));
        return phases;
    }

    /** Whether the ledger knows of so many requests, and what came of all of them. */
    boolean isSettled(boolean critical, int requests) {
        Map<String, String> phases = ledger(critical);
        return phases.size() == requests && !phases.containsValue("ATTEMPTING") && !phases.containsValue("RELEASED");
    }

    /** The codes of dead letters. */
    List<String> deadLetters() {
        return tail(plan.deadLetters().dead()).stream().map(Told::code).toList();
    }

    /** All there is in a topic of ours. */
    List<Told> tail(String topic) {
        return tails.computeIfAbsent(topic, name -> new Tail<>(name, EmailRig::told))
                .all();
    }

    private static Told told(ConsumerRecord<String, byte[]> record) {
        return new Told(record.key(), header(record, "ce_type"), header(record, "milepost_code"), tree(record.value()));
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

    /** Returns when this fan-out, the only one, knows of recipients what all notices say that are written. */
    void awaitNotices() {
        String topic = plan.topics().requests(false);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            await("all notices are taken").until(() -> {
                Map<TopicPartition, OffsetAndMetadata> taken = admin.listConsumerGroupOffsets(
                                "mail-" + plan.id() + "-recipients")
                        .partitionsToOffsetAndMetadata()
                        .get();
                return IntStream.range(0, plan.topics().partitions())
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .allMatch(
                                one -> taken.containsKey(one) && taken.get(one).offset() == end(admin, one));
            });
        }
    }

    private static long end(Admin admin, TopicPartition partition) {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .offset();
    }

    /** Who is in each of the fan-out's groups, since which epoch, with which partitions. */
    Map<String, Collection<MemberDescription>> groups() {
        List<String> names = Stream.of("", "-digests", "-sender", "-sender-critical")
                .map(part -> "mail-" + plan.id() + part)
                .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
            Map<String, Collection<MemberDescription>> members = new HashMap<>();
            admin.describeConsumerGroups(names)
                    .all()
                    .get()
                    .forEach((name, group) -> members.put(name, Set.copyOf(group.members())));
            return members;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, once all there is has been assigned: topics are, one after another. */
    Map<String, Collection<MemberDescription>> settledGroups() {
        return await("all partitions are assigned")
                .atMost(Duration.ofSeconds(60))
                .until(
                        this::groups,
                        groups -> groups.entrySet().stream()
                                .allMatch(group -> group.getValue().stream()
                                                .mapToInt(member -> member.assignment()
                                                        .topicPartitions()
                                                        .size())
                                                .sum()
                                        == (group.getKey().equals("mail-" + plan.id()) ? 2 : 3) + 1));
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
        CrashingEmailProvider.QUOTAS.remove(plan.settings().get("variables.POSTMARK_URL"));
        tails.values().forEach(Tail::close);
        publisher.close();
        stub.close();
    }
}
