package io.milepost.service.realtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.broker.FreePort;
import io.milepost.broker.TestKafka;
import io.milepost.event.Event;
import io.milepost.event.Json;
import io.milepost.service.Environment;
import io.milepost.service.Health;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import io.milepost.service.realtime.RealtimeService;
import io.milepost.service.realtime.Trigger;
import io.milepost.trace.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only the Kafka provider does. */
class KafkaRealtimeServiceIT {
    private static final String SECRET = "a-secret-of-more-than-thirty-two-bytes";

    private static WrittenTopic topic;

    @BeforeAll
    static void start() {
        topic = new WrittenTopic();
    }

    private static RealtimeService open(String... more) {
        Map<String, String> variables = new HashMap<>();
        variables.put("KAFKA_BROKERS", TestKafka.bootstrapServers());
        variables.put("MILEPOST_TOPIC", topic.name());
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return new KafkaRealtimeProvider().open(new Environment(variables));
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static RealtimeException failure(CompletionStage<?> stage) {
        Throwable failure = catchThrowable(() -> finish(stage));
        return (RealtimeException) (failure instanceof CompletionException ? failure.getCause() : failure);
    }

    @Test
    void theDeduplicationIdIsTheEventsIdAndWithSeveralChannelsPartOfIt() {
        try (RealtimeService service = open("MILEPOST_SOURCE", "/walks")) {
            finish(service.trigger(Trigger.of("team-one", "a", 1).deduplicatedBy("id-1")));
            finish(service.trigger(
                    Trigger.of(List.of("team-two", "team-three"), "a", 1).deduplicatedBy("id-2")));
            Event event = topic.events("team-one", "a", 1).get(0);
            assertThat(event.id()).isEqualTo("id-1");
            assertThat(event.source()).isEqualTo("/walks");
            assertThat(topic.events("team-two", "a", 1).get(0).id()).isEqualTo("id-2/team-two");
            assertThat(topic.events("team-three", "a", 1).get(0).id()).isEqualTo("id-2/team-three");
        }
    }

    @Test
    void aRecordIsPartOfTheTraceOfWhoTriggered() {
        SpanContext current =
                SpanContext.create("c".repeat(32), "d".repeat(16), TraceFlags.getSampled(), TraceState.getDefault());
        try (RealtimeService service = open();
                Scope inside = Span.wrap(current).makeCurrent()) {
            assertThat(inside).isNotNull();
            finish(service.trigger("team-traced", "a", 1));
        }
        assertThat(topic.events("team-traced", "a", 1).get(0).trace())
                .isEqualTo(new TraceContext("00-" + "c".repeat(32) + "-" + "d".repeat(16) + "-01", null));
    }

    @Test
    void dataIsHeldAgainstItsSchemaIfThatIsSaid() {
        Trigger bad = Trigger.of("team-schema", "goal-updated", Map.of("teamId", "otters"));
        Trigger unknown = Trigger.of("team-schema", "strolled", Map.of("far", true));
        try (RealtimeService any = open();
                RealtimeService known = open("MILEPOST_SCHEMAS_CHECK", "known");
                RealtimeService strict = open("MILEPOST_SCHEMAS_CHECK", "strict")) {
            RealtimeException refused = failure(known.triggerBatch(List.of(unknown, bad)));
            assertThat(refused.code()).isEqualTo(Code.INVALID_DATA);
            assertThat(refused)
                    .message()
                    .startsWith("data: ")
                    .contains("/goalId: is missing")
                    .doesNotContain("otters");
            assertThat(failure(strict.trigger(unknown))).hasMessage("data: there is no schema for events of this type");
            finish(known.trigger(unknown.deduplicatedBy("of-no-schema")));
            finish(any.trigger(bad.deduplicatedBy("of-any-data")));
        }
        assertThat(topic.events("team-schema", "strolled", 1))
                .extracting(Event::id)
                .containsExactly("of-no-schema");
        assertThat(topic.events("team-schema", "goal-updated", 1))
                .extracting(Event::id)
                .containsExactly("of-any-data");
    }

    @Test
    void anotherStreamIsWrittenByItsKeys() {
        try (RealtimeService service = open("MILEPOST_STREAM", "activity")) {
            finish(service.trigger(List.of("team-77", "private-team-78"), "walked", 1));
            assertThat(topic.events("77", "walked", 1)).hasSize(1);
            assertThat(topic.events("78", "walked", 1)).hasSize(1);
            assertThat(failure(service.trigger("chat-77", "walked", 1)).code()).isEqualTo(Code.INVALID_CHANNEL);
        }
    }

    @Test
    void aTokenOpensTheOneChannelForAnHour() throws Exception {
        try (RealtimeService service = open("MILEPOST_SECRET", SECRET)) {
            String token = service.authenticateChannel(
                            "any", "presence-team-1", new Member("ada", "Ada L.", "https://example.com/ada.png"))
                    .auth();
            JsonNode claims = claims(token);
            assertThat(claims.path("sub").asText()).isEqualTo("ada");
            assertThat(claims.path("name").asText()).isEqualTo("Ada L.");
            assertThat(claims.path("avatar").asText()).isEqualTo("https://example.com/ada.png");
            assertThat(claims.path("channels")).hasToString("[\"presence-team-1\"]");
            assertThat(claims.has("publish")).isFalse();
            assertThat(claims.path("jti").asText()).isNotEmpty();
            assertThat(claims.path("exp").asLong() - claims.path("iat").asLong())
                    .isEqualTo(Duration.ofHours(1).toSeconds());
            assertThat(Instant.ofEpochSecond(claims.path("iat").asLong()))
                    .isBefore(Instant.now().plusSeconds(1));
        }
    }

    /** What a token says, its signature checked. */
    private static JsonNode claims(String token) throws Exception {
        String[] parts = token.split("\\.", -1);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        assertThat(Base64.getUrlDecoder().decode(parts[2]))
                .isEqualTo(mac.doFinal((parts[0] + "." + parts[1]).getBytes(UTF_8)));
        return Json.of(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8))
                .tree();
    }

    @Test
    void theGatewayIsShownTheTokenOrOneForTheQuestion() throws Exception {
        try (GatewayPeer gateway = new GatewayPeer();
                RealtimeService given = open("MILEPOST_URL", gateway.url(), "MILEPOST_TOKEN", "the.given.token");
                RealtimeService made =
                        open("MILEPOST_URL", gateway.url().replace("http", "ws") + "/ws", "MILEPOST_SECRET", SECRET)) {
            finish(given.getChannelInfo("team-1"));
            finish(made.getChannelInfo("#user-ada"));
            assertThat(gateway.tokens().get(0)).isEqualTo("the.given.token");
            assertThat(claims(gateway.tokens().get(1)).path("channels")).hasToString("[\"#user-ada\"]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {} | INVALID_CHANNEL",
                "401 | {} | UNAUTHORIZED",
                "403 | {} | FORBIDDEN",
                "404 | {} | CONFIGURATION",
                "302 | {} | CONFIGURATION",
                "429 | {} | RATE_LIMITED",
                "503 | {} | UNAVAILABLE",
                "200 | <html> | CONFIGURATION",
                "200 | {} | CONFIGURATION",
                "200 | {\"count\":1,\"subscribers\":1,\"members\":[{}]} | CONFIGURATION",
            })
    void whatTheGatewayRefusesHasItsCode(int status, String body, Code code) {
        try (GatewayPeer gateway = new GatewayPeer();
                RealtimeService service = open("MILEPOST_URL", gateway.url(), "MILEPOST_TOKEN", "the.given.token")) {
            gateway.answerInstead(status, Map.of("Retry-After", "7"), body);
            for (CompletionStage<?> stage :
                    List.of(service.getChannelInfo("team-1"), service.getChannelUsers("presence-team-1"))) {
                RealtimeException failure = failure(stage);
                assertThat(failure.code()).isEqualTo(code);
                assertThat(failure).message().doesNotContain("the.given.token");
                assertThat(failure.retryAfter().isPresent()).isEqualTo(code == Code.RATE_LIMITED);
            }
        }
    }

    @Test
    void aGatewayThatIsAwayIsUnavailable() {
        try (RealtimeService service = open("MILEPOST_URL", "http://" + nobody(), "MILEPOST_TOKEN", "t")) {
            assertThat(failure(service.getChannelInfo("team-1")).code()).isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void withoutVariablesOfTheirOwnOperationsSayWhichIsMissing() {
        try (RealtimeService service = open()) {
            assertThat(failure(service.getChannelInfo("team-1")))
                    .hasMessage("getChannelInfo: not without MILEPOST_URL");
            assertThat(failure(service.getChannelUsers("presence-team-1")))
                    .hasMessage("getChannelUsers: not without MILEPOST_URL");
            Throwable refused = catchThrowable(() -> service.authenticateChannel("1.1", "private-a", "ada"));
            assertThat(refused).hasMessage("authenticateChannel: not without MILEPOST_SECRET");
            assertThat(((RealtimeException) refused).code()).isEqualTo(Code.UNSUPPORTED);
        }
    }

    @Test
    void aBrokerThatIsAwayBlocksNobodyAndIsUnavailable() {
        try (RealtimeService service = open("KAFKA_BROKERS", nobody())) {
            CompletionStage<Void> first = service.trigger("team-1", "a", 1);
            CompletionStage<Void> second = service.trigger("team-1", "a", 2);
            // Handing over to Kafka's client blocks for seconds; the caller was not there.
            assertThat(first.toCompletableFuture()).isNotDone();
            assertThat(failure(first).code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(failure(second).code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(finish(service.health())).isEqualTo(Health.bad("Kafka does not answer"));
        }
    }

    @Test
    void aTopicThatIsMissingIsToldByHealth() {
        String missing = TestKafka.uniqueTopic("missing");
        try (RealtimeService service = open("MILEPOST_TOPIC", missing)) {
            assertThat(finish(service.health())).isEqualTo(Health.bad("Kafka has no topic " + missing));
        }
    }

    /** An address where nobody listens. */
    private static String nobody() {
        return "127.0.0.1:" + FreePort.find();
    }
}
