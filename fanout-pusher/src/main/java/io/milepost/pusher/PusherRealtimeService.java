package io.milepost.pusher;

import io.milepost.channel.ChannelName;
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
import io.milepost.service.realtime.WebhookSignature;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Realtime events by Pusher, without Kafka in between: nobody tries again, and who is away misses them. A deduplication id
 * is told in the data's member {@code _event}, as the sink tells an event's identity.
 *
 * <p>A batch goes out in calls of ten events, one call after the other. A hundred operations may be under way; more are
 * refused as {@link Code#RATE_LIMITED}. Any thread.
 */
final class PusherRealtimeService implements RealtimeService {
    private static final int UNDER_WAY = 100;
    private static final Pattern SOCKET_ID = Pattern.compile("[0-9]{1,20}\\.[0-9]{1,20}");

    private final PusherApi api;
    private final PusherChannels channels;
    private final Triggers triggers;
    private final WebhookSignature webhooks;
    private final Semaphore free = new Semaphore(UNDER_WAY);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Duration patience;

    PusherRealtimeService(PusherAccount account, String source) {
        api = new PusherApi(account);
        patience = account.requestTimeout();
        channels = new PusherChannels(api);
        triggers = new Triggers(source);
        webhooks = new WebhookSignature(account.key(), account.secret());
    }

    @Override
    public CompletionStage<Void> trigger(Trigger trigger) {
        return triggerBatch(List.of(trigger));
    }

    @Override
    public CompletionStage<Void> triggerBatch(List<Trigger> batch) {
        return perform(() -> {
            List<Message> messages = batch.stream().map(triggers::message).toList();
            return send(Message.calls(messages, message -> message).iterator());
        });
    }

    private CompletableFuture<Void> send(Iterator<List<Message>> calls) {
        if (!calls.hasNext()) {
            return CompletableFuture.completedFuture(null);
        }
        if (closed.get()) {
            return CompletableFuture.failedFuture(closed());
        }
        return api.send(calls.next()).thenCompose(answer -> {
            if (answer instanceof Answer.Replied replied && replied.status() / 100 == 2) {
                return send(calls);
            }
            throw Refusals.of(answer);
        });
    }

    @Override
    public ChannelAuth authenticateChannel(String socketId, String channel, Member member) {
        ChannelName name = Channels.entered(channel, member);
        if (!name.isRestricted()) {
            throw new RealtimeException(Code.INVALID_CHANNEL, "channel: only private- and presence- ones are closed");
        }
        if (ChannelNames.isEncrypted(channel)) {
            throw new RealtimeException(Code.UNSUPPORTED, "channel: no keys of encrypted channels are kept here");
        }
        if (!SOCKET_ID.matcher(socketId).matches()) {
            throw new RealtimeException(Code.INVALID_DATA, "socketId: two numbers with a dot between are expected");
        }
        Optional<String> data = ChannelAuth.data(name, member);
        return new ChannelAuth(api.authorise(socketId, channel, data), data);
    }

    @Override
    public CompletionStage<ChannelInfo> getChannelInfo(String channel) {
        return perform(() -> channels.info(Channels.named(channel)));
    }

    @Override
    public CompletionStage<ChannelUsers> getChannelUsers(String channel) {
        return perform(() -> channels.users(Channels.withPresence(channel)));
    }

    @Override
    public boolean validateWebhook(Map<String, String> headers, byte[] body) {
        return webhooks.isOn(headers, body);
    }

    @Override
    public Webhook parseWebhook(byte[] body) {
        return Webhook.parse(body);
    }

    /** Whether Pusher answers and takes our signature. */
    @Override
    public CompletionStage<Health> health() {
        return perform(channels::health);
    }

    private <T> CompletableFuture<T> perform(Supplier<CompletableFuture<T>> operation) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(closed());
        }
        if (!free.tryAcquire()) {
            // Whoever closes it meanwhile takes all that is free.
            return CompletableFuture.failedFuture(
                    closed.get()
                            ? closed()
                            : new RealtimeException(
                                    Code.RATE_LIMITED, UNDER_WAY + " operations are under way, and no more are begun"));
        }
        CompletableFuture<T> stage;
        try {
            stage = operation.get();
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        return stage.whenComplete((done, failure) -> free.release());
    }

    private static RealtimeException closed() {
        return new RealtimeException(Code.UNAVAILABLE, "the service is closed");
    }

    /** Waits for the calls under way, for as long as a call may take. A batch ends with the call that it is at. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            free.tryAcquire(UNDER_WAY, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.close();
    }
}
