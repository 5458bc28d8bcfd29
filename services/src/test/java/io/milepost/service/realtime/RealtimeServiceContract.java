package io.milepost.service.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.service.realtime.RealtimeException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is the same for every provider of {@link RealtimeService}, whatever carries the events. A provider's module extends
 * it, and says what the provider cannot do.
 */
public abstract class RealtimeServiceContract {
    private static final String SOCKET = "123.456";
    private static final ObjectMapper JSON = new ObjectMapper();

    private RealtimeService service;

    /** What some provider cannot do. */
    protected enum Feature {
        /** {@link Trigger#except}. */
        EXCEPT_SOCKET,
        /** {@link RealtimeService#authenticateChannel}. */
        AUTHENTICATION,
        /** {@link RealtimeService#getChannelInfo}. */
        CHANNEL_INFO,
        /** {@link RealtimeService#getChannelUsers}. */
        CHANNEL_USERS,
        /** {@link RealtimeService#validateWebhook} and {@link RealtimeService#parseWebhook}. */
        WEBHOOKS
    }

    /** Opens the provider's service; the suite closes it. */
    protected abstract RealtimeService open();

    /** What it cannot do. Each is then held to be refused as unsupported, and not tested otherwise. */
    protected abstract Set<Feature> unsupported();

    /** The data of the channel's events of this name, in the order they were carried; waits until there are so many. */
    protected abstract List<JsonNode> carried(String channel, String event, int atLeast);

    /** Lets a connection of this user follow the channel, until the test ends. */
    protected abstract void follow(String channel, Member member);

    /** The headers with which the provider would send this webhook. */
    protected Map<String, String> signed(byte[] body) {
        throw new IllegalStateException("no webhooks");
    }

    /** The service of the present test. */
    protected final RealtimeService service() {
        return service;
    }

    @BeforeEach
    void openService() {
        service = open();
    }

    @AfterEach
    void closeService() {
        service.close();
    }

    /** Data that is no tree. */
    public record Walk(String activityId, double distance, List<String> tags) {}

    /** Data that cannot be written, for a reason that nobody is to read. */
    public static final class Secretive {
        private final String none = null;

        /** Asked by Jackson; throws. */
        public String getPassword() {
            return Objects.requireNonNull(none, "hunter2");
        }
    }

    @Test
    void anEventIsCarriedWithItsData() {
        String channel = channel("team-");
        finish(service.trigger(channel, "activity-update", new Walk("abc123", 5.25, List.of("hill", "sera à Siena"))));
        assertThat(seen(channel, "activity-update", 1))
                .containsExactly(
                        tree("{\"activityId\":\"abc123\",\"distance\":5.25,\"tags\":[\"hill\",\"sera à Siena\"]}"));
    }

    @Test
    void dataMayBeATreeOrAMap() {
        String channel = channel("team-");
        finish(service.trigger(channel, "tree", tree("{\"a\":[1,{\"b\":null}]}")));
        finish(service.trigger(channel, "map", Map.of("km", 3)));
        assertThat(seen(channel, "tree", 1)).containsExactly(tree("{\"a\":[1,{\"b\":null}]}"));
        assertThat(seen(channel, "map", 1)).containsExactly(tree("{\"km\":3}"));
    }

    @Test
    void severalChannelsGetOneEventEach() {
        List<String> channels = List.of(channel("team-"), channel("private-team-"), channel("presence-team-"));
        finish(service.trigger(Trigger.of(channels, "cheer", Map.of("n", 1)).deduplicatedBy("cheer-1")));
        channels.forEach(channel -> assertThat(seen(channel, "cheer", 1)).containsExactly(tree("{\"n\":1}")));
    }

    @Test
    void aBatchKeepsTheOrderOfAChannel() {
        String channel = channel("team-");
        finish(service.triggerBatch(IntStream.range(0, 10)
                .mapToObj(n -> Trigger.of(channel, "step", Map.of("n", n)))
                .toList()));
        assertThat(seen(channel, "step", 10))
                .extracting(data -> data.path("n").asInt())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        finish(service.triggerBatch(List.of()));
    }

    @Test
    void ofABatchWithAFaultNothingIsSent() {
        String channel = channel("team-");
        fails(
                Code.INVALID_EVENT,
                service.triggerBatch(
                        List.of(Trigger.of(channel, "step", Map.of("n", 1)), Trigger.of(channel, "", Map.of()))));
        finish(service.trigger(channel, "step", Map.of("n", 2)));
        assertThat(seen(channel, "step", 1)).containsExactly(tree("{\"n\":2}"));
    }

    @Test
    void whatNobodyCouldReceiveIsRefusedWithItsField() {
        String channel = channel("team-");
        assertThat(fails(Code.INVALID_CHANNEL, service.trigger("not a channel", "e", 1)))
                .hasMessageStartingWith("channels: ");
        fails(Code.INVALID_CHANNEL, service.trigger("x".repeat(165), "e", 1));
        fails(Code.INVALID_CHANNEL, service.trigger("#reserved", "e", 1));
        fails(Code.INVALID_CHANNEL, service.trigger(List.of(), "e", 1));
        fails(Code.INVALID_CHANNEL, service.trigger(List.of(channel, ""), "e", 1));
        assertThat(fails(Code.INVALID_EVENT, service.trigger(channel, "", 1))).hasMessageStartingWith("event: ");
        fails(Code.INVALID_EVENT, service.trigger(channel, "e".repeat(201), 1));
        fails(Code.INVALID_EVENT, service.trigger(channel, "subscribed", 1));
        fails(Code.INVALID_EVENT, service.trigger(channel, "pusher:ping", 1));
        fails(Code.INVALID_DATA, service.trigger(Trigger.of(channel, "e", 1).deduplicatedBy("")));
        fails(Code.INVALID_DATA, service.trigger(Trigger.of(channel, "e", 1).deduplicatedBy("i".repeat(151))));
        fails(Code.INVALID_DATA, service.trigger(Trigger.of(channel, "e", 1).except("no socket")));
        fails(Code.TOO_LARGE, service.trigger(channel, "e", "x".repeat(1 << 20)));
    }

    @Test
    void dataThatIsNoJsonIsRefusedAndNotQuoted() {
        assertThat(fails(Code.INVALID_DATA, service.trigger(channel("team-"), "e", new Secretive())))
                .hasMessageStartingWith("data: ")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void aPrivateChannelIsOpenedWithoutChannelData() {
        supported(Feature.AUTHENTICATION);
        ChannelAuth auth = service.authenticateChannel(SOCKET, "private-team-123", "ada");
        assertThat(auth.auth()).isNotEmpty();
        assertThat(auth.channelData()).isEmpty();
        assertThat(auth.toString()).doesNotContain(auth.auth());
    }

    @Test
    void aPresenceChannelIsOpenedWithWhoItIs() {
        supported(Feature.AUTHENTICATION);
        JsonNode data = tree(service.authenticateChannel(
                        SOCKET, "presence-team-123", new Member("ada", "Ada L.", "https://example.com/ada.png"))
                .channelData()
                .orElseThrow());
        assertThat(data.path("user_id").asText()).isEqualTo("ada");
        assertThat(data.path("user_info").path("name").asText()).isEqualTo("Ada L.");
        assertThat(data.path("user_info").path("avatar").asText()).isEqualTo("https://example.com/ada.png");
    }

    @Test
    void nobodyIsLetIntoWhatIsNoChannel() {
        supported(Feature.AUTHENTICATION);
        throwsWith(Code.INVALID_CHANNEL, () -> service.authenticateChannel(SOCKET, "private team", "ada"));
        throwsWith(Code.INVALID_DATA, () -> service.authenticateChannel(SOCKET, "private-team", ""));
        throwsWith(Code.INVALID_DATA, () -> service.authenticateChannel(SOCKET, "private-team", "a".repeat(201)));
    }

    @Test
    void aChannelThatNobodyFollowsIsNotOccupied() {
        supported(Feature.CHANNEL_INFO);
        String channel = channel("team-");
        ChannelInfo info = finish(service.getChannelInfo(channel));
        assertThat(info.channel()).isEqualTo(channel);
        assertThat(info.occupied()).isFalse();
        assertThat(info.subscriptionCount().orElse(0)).isZero();
        fails(Code.INVALID_CHANNEL, service.getChannelInfo("not a channel"));
    }

    @Test
    void aChannelThatSomebodyFollowsIsOccupied() {
        supported(Feature.CHANNEL_INFO);
        String channel = channel("presence-team-");
        follow(channel, Member.of("ada"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> finish(service.getChannelInfo(channel)).occupied());
        ChannelInfo info = finish(service.getChannelInfo(channel));
        assertThat(info.subscriptionCount().orElse(1)).isEqualTo(1);
        assertThat(info.userCount().orElse(1)).isEqualTo(1);
    }

    @Test
    void aPresenceChannelTellsItsUsersEachOnce() {
        supported(Feature.CHANNEL_USERS);
        String channel = channel("presence-team-");
        assertThat(finish(service.getChannelUsers(channel)).users()).isEmpty();
        follow(channel, Member.of("ada"));
        follow(channel, Member.of("ada"));
        follow(channel, Member.of("bob"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> finish(service.getChannelUsers(channel)).count() == 2);
        ChannelUsers users = finish(service.getChannelUsers(channel));
        assertThat(users.users()).extracting(Member::id).containsExactlyInAnyOrder("ada", "bob");
        assertThat(users.complete()).isTrue();
    }

    @Test
    void otherChannelsTellNoUsers() {
        supported(Feature.CHANNEL_USERS);
        fails(Code.INVALID_CHANNEL, service.getChannelUsers(channel("team-")));
        fails(Code.INVALID_CHANNEL, service.getChannelUsers("presence-not a channel"));
    }

    @Test
    void aWebhookIsGoodOnlyAsItWasSigned() {
        supported(Feature.WEBHOOKS);
        byte[] body = "{\"time_ms\":1700000000000,\"events\":[{\"name\":\"channel_vacated\",\"channel\":\"a\"}]}"
                .getBytes(UTF_8);
        Map<String, String> headers = signed(body);
        assertThat(service.validateWebhook(headers, body)).isTrue();
        Map<String, String> lower = new HashMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        assertThat(service.validateWebhook(lower, body)).isTrue();
        byte[] other = body.clone();
        other[other.length - 1] ^= 1;
        assertThat(service.validateWebhook(headers, other)).isFalse();
        assertThat(service.validateWebhook(Map.of(), body)).isFalse();
        headers.keySet().forEach(name -> {
            Map<String, String> without = new HashMap<>(headers);
            without.remove(name);
            assertThat(service.validateWebhook(without, body)).as(name).isFalse();
            without.put(name, "0");
            assertThat(service.validateWebhook(without, body)).as(name).isFalse();
        });
    }

    @Test
    void aWebhookSaysWhatHappened() {
        supported(Feature.WEBHOOKS);
        Webhook webhook = service.parseWebhook(
                "{\"time_ms\":1700000000000,\"events\":[{\"name\":\"member_added\",\"channel\":\"presence-a\",\"user_id\":\"ada\"}]}"
                        .getBytes(UTF_8));
        assertThat(webhook.time()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
        assertThat(webhook.events()).containsExactly(new WebhookEvent.MemberAdded("presence-a", "ada"));
        throwsWith(Code.INVALID_DATA, () -> service.parseWebhook("{".getBytes(UTF_8)));
    }

    @Test
    void whatItCannotDoItRefusesAsUnsupported() {
        for (Feature feature : unsupported()) {
            switch (feature) {
                case EXCEPT_SOCKET ->
                    fails(
                            Code.UNSUPPORTED,
                            service.trigger(Trigger.of(channel("team-"), "e", 1).except(SOCKET)));
                case AUTHENTICATION ->
                    throwsWith(Code.UNSUPPORTED, () -> service.authenticateChannel(SOCKET, "private-a", "ada"));
                case CHANNEL_INFO -> fails(Code.UNSUPPORTED, service.getChannelInfo(channel("team-")));
                case CHANNEL_USERS -> fails(Code.UNSUPPORTED, service.getChannelUsers(channel("presence-team-")));
                case WEBHOOKS -> {
                    throwsWith(Code.UNSUPPORTED, () -> service.validateWebhook(Map.of(), new byte[0]));
                    throwsWith(Code.UNSUPPORTED, () -> service.parseWebhook(new byte[0]));
                }
            }
        }
        if (!unsupported().contains(Feature.EXCEPT_SOCKET)) {
            finish(service.trigger(Trigger.of(channel("team-"), "e", 1).except(SOCKET)));
        }
    }

    @Test
    void itIsHealthyWhereItIsTested() {
        assertThat(finish(service.health()))
                .satisfies(health -> assertThat(health.ok()).as(health.detail()).isTrue());
    }

    @Test
    void afterClosingItIsUnavailable() {
        service.close();
        fails(Code.UNAVAILABLE, service.trigger(channel("team-"), "e", 1));
        assertThatCode(service::close).doesNotThrowAnyException();
    }

    /** What was carried, read by one reader: numbers of another one would not be equal. */
    private List<JsonNode> seen(String channel, String event, int atLeast) {
        return carried(channel, event, atLeast).stream()
                .map(data -> tree(data.toString()))
                .toList();
    }

    private void supported(Feature feature) {
        assumeFalse(unsupported().contains(feature), () -> feature + " is declared as unsupported");
    }

    /** A channel that no other test uses. */
    protected static String channel(String prefix) {
        return prefix + UUID.randomUUID();
    }

    /** What a stage completes with, in a time that a slow machine keeps. */
    protected static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** What a stage fails with, which has this code and a message. */
    protected static RealtimeException fails(Code code, CompletionStage<?> stage) {
        Throwable failure = catchThrowable(() -> finish(stage));
        return holds(code, failure instanceof CompletionException ? failure.getCause() : failure);
    }

    /** What a call throws, which has this code and a message. */
    protected static RealtimeException throwsWith(Code code, ThrowingCallable call) {
        return holds(code, catchThrowable(call));
    }

    private static RealtimeException holds(Code code, Throwable failure) {
        assertThat(failure).isInstanceOf(RealtimeException.class);
        RealtimeException refused = (RealtimeException) failure;
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.getMessage()).isNotBlank();
        return refused;
    }

    /** Reads JSON. */
    protected static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
