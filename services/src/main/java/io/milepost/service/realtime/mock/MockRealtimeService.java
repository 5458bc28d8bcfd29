package io.milepost.service.realtime.mock;

import io.milepost.channel.ChannelName;
import io.milepost.service.Health;
import io.milepost.service.realtime.ChannelAuth;
import io.milepost.service.realtime.ChannelInfo;
import io.milepost.service.realtime.ChannelUsers;
import io.milepost.service.realtime.Channels;
import io.milepost.service.realtime.Member;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeService;
import io.milepost.service.realtime.Trigger;
import io.milepost.service.realtime.Webhook;
import io.milepost.service.realtime.WebhookSignature;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A realtime service for tests: remembers what was triggered, pretends that sockets are on channels, and is slow or fails as
 * it is told. Carries nothing to anybody and lets everybody in. Any thread.
 */
public final class MockRealtimeService implements RealtimeService {
    private static final WebhookSignature SIGNATURE = new WebhookSignature("mock-key", "mock-secret");

    private final MockChannels channels = new MockChannels();
    private final MockNetwork network;

    /** A mock that does everything at once and never fails by itself. */
    public MockRealtimeService() {
        this(MockConfig.RELIABLE);
    }

    /** A mock that behaves so. */
    public MockRealtimeService(MockConfig config) {
        network = new MockNetwork(config);
    }

    /** Lets the next operation over the network fail with this; several are taken in their order. */
    public void failNext(RealtimeException failure) {
        network.failNext(failure);
    }

    /** Puts a socket on a channel. */
    public void subscribe(String channel, String socketId) {
        channels.enter(Channels.named(channel).value(), socketId, null);
    }

    /** Puts a user's socket on a presence channel. */
    public void join(String channel, String socketId, Member member) {
        channels.enter(Channels.withPresence(channel).value(), socketId, member);
    }

    /** Takes a socket off a channel. */
    public void leave(String channel, String socketId) {
        channels.leave(channel, socketId);
    }

    /** What was triggered with success, in order: the newest 10,000. */
    public List<Trigger> triggered() {
        return channels.triggered();
    }

    /** What a socket has got, in order, once for each of its channels: the newest 10,000. */
    public List<Trigger> received(String socketId) {
        return channels.received(socketId);
    }

    /** The headers that make {@link #validateWebhook} accept this body. */
    public Map<String, String> webhookHeaders(byte[] body) {
        return SIGNATURE.headers(body);
    }

    @Override
    public CompletionStage<Void> trigger(Trigger trigger) {
        return triggerBatch(List.of(trigger));
    }

    @Override
    public CompletionStage<Void> triggerBatch(List<Trigger> triggers) {
        List<Trigger> batch = List.copyOf(triggers);
        return check(() -> batch.forEach(Trigger::check), () -> {
            batch.forEach(channels::deliver);
            return null;
        });
    }

    @Override
    public ChannelAuth authenticateChannel(String socketId, String channel, Member member) {
        ChannelName name = Channels.entered(channel, member);
        return new ChannelAuth("mock-key:" + socketId + ":" + channel, ChannelAuth.data(name, member));
    }

    @Override
    public CompletionStage<ChannelInfo> getChannelInfo(String channel) {
        return check(() -> Channels.named(channel), () -> {
            int sockets = channels.sockets(channel);
            OptionalLong users = channel.startsWith("presence-")
                    ? OptionalLong.of(channels.users(channel).size())
                    : OptionalLong.empty();
            return new ChannelInfo(channel, sockets > 0, OptionalLong.of(sockets), users);
        });
    }

    @Override
    public CompletionStage<ChannelUsers> getChannelUsers(String channel) {
        return check(() -> Channels.withPresence(channel), () -> {
            List<Member> users = channels.users(channel);
            return new ChannelUsers(users.size(), users);
        });
    }

    private <T> CompletionStage<T> check(Runnable check, Supplier<T> work) {
        try {
            check.run();
        } catch (RealtimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return network.send(work);
    }

    @Override
    public boolean validateWebhook(Map<String, String> headers, byte[] body) {
        return SIGNATURE.isOn(headers, body);
    }

    @Override
    public Webhook parseWebhook(byte[] body) {
        return Webhook.parse(body);
    }

    @Override
    public CompletionStage<Health> health() {
        return network.send(() -> Health.good("a mock: nothing is carried to anybody"));
    }

    @Override
    public void close() {
        network.close();
    }
}
