package io.milepost.service.realtime.kafka;

import io.milepost.channel.ChannelName;
import io.milepost.channel.StreamSpec;
import io.milepost.channel.Streams;
import io.milepost.channel.Streams.Part;
import io.milepost.event.Event;
import io.milepost.event.Rfc3339;
import io.milepost.producer.CurrentTrace;
import io.milepost.producer.EventPublisher;
import io.milepost.producer.PublisherConfig;
import io.milepost.schema.DataCheck;
import io.milepost.schema.DataFault;
import io.milepost.service.Health;
import io.milepost.service.realtime.ChannelAuth;
import io.milepost.service.realtime.ChannelInfo;
import io.milepost.service.realtime.ChannelUsers;
import io.milepost.service.realtime.Channels;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import io.milepost.service.realtime.RealtimeService;
import io.milepost.service.realtime.Trigger;
import io.milepost.service.realtime.Webhook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Realtime events by Milepost itself. A trigger becomes a record of a stream, by default of the catch-all
 * {@code channels}; the gateway's nodes carry it to who follows the channel, now or with a cursor later. The deduplication
 * id becomes the event's id; where there are several channels, {@code ID/CHANNEL}, since each gets an event of its own. Data that
 * does not fit what is asked of it ({@link KafkaRealtimeConfig#check}) is {@link Code#INVALID_DATA}, and nothing of its batch is sent.
 *
 * <p>Clients are let in with a token of one hour for the one channel; the socket's id is not looked at. Unsupported: to
 * leave out one socket, since the log is the same for everybody, and webhooks, since no node sends any. Any thread.
 */
public final class KafkaRealtimeService implements RealtimeService {
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Duration QUESTION_LIFE = Duration.ofMinutes(1);
    private static final Member OURSELVES = Member.of("milepost-services");

    private final StreamSpec stream;
    private final Streams streams;
    private final EventPublisher events;
    private final TopicHealth topic;
    private final Handover handover = new Handover();
    private final String source;
    private final DataCheck check;
    private final Optional<ChannelTokens> tokens;
    private final Optional<GatewayChannels> gateway;

    /**
     * Connects to Kafka in the background.
     *
     * @throws org.apache.kafka.common.KafkaException if Kafka's client refuses its settings
     */
    public KafkaRealtimeService(KafkaRealtimeConfig config) {
        stream = config.stream();
        streams = streams(stream);
        source = config.source();
        check = config.check();
        tokens = config.secret().map(ChannelTokens::new);
        gateway = config.gateway().map(address -> new GatewayChannels(address, shown(config.token(), tokens)));
        Map<String, Object> settings = new HashMap<>(config.kafka());
        // Who triggers waits for the answer: better none in time than one when nobody waits any more.
        settings.putIfAbsent("max.block.ms", 5_000);
        settings.putIfAbsent("request.timeout.ms", 5_000);
        settings.putIfAbsent("delivery.timeout.ms", 10_000);
        topic = new TopicHealth(settings, stream.topic());
        try {
            // A batch is checked here, as a whole.
            events = new EventPublisher(new PublisherConfig(source, streams, settings, CLOSING, DataCheck.NONE));
        } catch (RuntimeException e) {
            topic.close();
            throw e;
        }
    }

    private static Streams streams(StreamSpec stream) {
        return Streams.of(stream.isCatchAll() ? List.of(stream) : List.of(stream, Streams.DEFAULTS.catchAll()));
    }

    private static Function<ChannelName, String> shown(Optional<String> token, Optional<ChannelTokens> tokens) {
        return channel -> token.orElseGet(() -> tokens.map(ours -> ours.open(channel, OURSELVES, QUESTION_LIFE))
                .orElseThrow(() ->
                        new RealtimeException(Code.CONFIGURATION, "MILEPOST_TOKEN: missing (or MILEPOST_SECRET)")));
    }

    @Override
    public CompletionStage<Void> trigger(Trigger trigger) {
        return triggerBatch(List.of(trigger));
    }

    @Override
    public CompletionStage<Void> triggerBatch(List<Trigger> triggers) {
        List<Keyed> records = new ArrayList<>();
        try {
            triggers.forEach(trigger -> records.addAll(records(trigger)));
        } catch (RealtimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        long bytes =
                records.stream().mapToLong(one -> one.event().data().size()).sum();
        return handover.send(bytes, () -> publish(records))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(KafkaFailures.translate(failure)));
    }

    /** An event and the key that leads it to its channel. */
    private record Keyed(String key, Event event) {}

    private List<Keyed> records(Trigger trigger) {
        trigger.check();
        List<DataFault> faults = check.faults(trigger.event(), trigger.data());
        if (!faults.isEmpty()) {
            throw new RealtimeException(Code.INVALID_DATA, "data: " + DataFault.line(faults));
        }
        if (trigger.exceptSocketId() != null) {
            throw new RealtimeException(
                    Code.UNSUPPORTED, "exceptSocketId: the log is the same for everybody; leave it out");
        }
        return trigger.channels().stream()
                .map(channel -> new Keyed(key(channel), event(trigger, channel)))
                .toList();
    }

    private String key(String channel) {
        return streams.gather(new ChannelName(channel)).stream()
                .filter(part -> part.stream().equals(stream))
                .map(Part::key)
                .findFirst()
                .orElseThrow(() -> new RealtimeException(
                        Code.INVALID_CHANNEL,
                        "channels: the stream " + stream.name() + " has only " + stream.template()));
    }

    private Event event(Trigger trigger, String channel) {
        String given = trigger.deduplicationId();
        String id = given == null
                ? UUID.randomUUID().toString()
                : trigger.channels().size() == 1 ? given : given + "/" + channel;
        return CurrentTrace.of(new Event(id, source, trigger.event(), Rfc3339.now(), null, trigger.data()));
    }

    private CompletableFuture<Void> publish(List<Keyed> records) {
        return CompletableFuture.allOf(records.stream()
                .map(one -> events.publish(stream, one.key(), one.event()))
                .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public ChannelAuth authenticateChannel(String socketId, String channel, Member member) {
        ChannelName name = Channels.entered(channel, member);
        ChannelTokens signing = tokens.orElseThrow(() -> unsupported("authenticateChannel", "MILEPOST_SECRET"));
        return new ChannelAuth(signing.open(name, member, TOKEN_LIFE), ChannelAuth.data(name, member));
    }

    @Override
    public CompletionStage<ChannelInfo> getChannelInfo(String channel) {
        return ask("getChannelInfo", asked -> asked.info(Channels.named(channel)));
    }

    @Override
    public CompletionStage<ChannelUsers> getChannelUsers(String channel) {
        return ask("getChannelUsers", asked -> asked.users(Channels.withPresence(channel)));
    }

    private <T> CompletionStage<T> ask(String operation, Function<GatewayChannels, CompletionStage<T>> question) {
        try {
            return question.apply(gateway.orElseThrow(() -> unsupported(operation, "MILEPOST_URL")));
        } catch (RealtimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public boolean validateWebhook(Map<String, String> headers, byte[] body) {
        throw unsupported("validateWebhook", null);
    }

    @Override
    public Webhook parseWebhook(byte[] body) {
        throw unsupported("parseWebhook", null);
    }

    private static RealtimeException unsupported(String operation, @Nullable String variable) {
        return new RealtimeException(
                Code.UNSUPPORTED,
                operation + ": " + (variable == null ? "the gateway sends no webhooks" : "not without " + variable));
    }

    /** Whether Kafka has the stream's topic. The gateway is not asked. */
    @Override
    public CompletionStage<Health> health() {
        return topic.health();
    }

    /** Waits until Kafka has what was triggered, for about 15 s at most; what is left then fails. */
    @Override
    public void close() {
        handover.close();
        events.close();
        topic.close();
    }
}
