package io.milepost.service.realtime;

import io.milepost.service.Service;
import io.milepost.service.ServiceType;
import io.milepost.service.realtime.RealtimeException.Code;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Events to browsers and phones, whoever carries them: the server side of the documents' {@code WebSocketService}.
 *
 * <p>What goes over the network returns at once with a stage, and never throws: the stage fails with a
 * {@link RealtimeException}, bare or in a {@link java.util.concurrent.CompletionException}. What is computed here
 * returns its result, or throws a {@link RealtimeException}. Stages complete on threads of the provider: do not block
 * them. A provider that cannot do something says so with {@link Code#UNSUPPORTED}.
 *
 * <p>Channel names are {@link io.milepost.channel.ChannelName}s of 1 to 164 letters, digits and {@code -_=@,.;}; event
 * names have 1 to 200 characters. A provider may have narrower bounds and then refuses with the code that fits.
 */
public interface RealtimeService extends Service {
    /** How the registry knows it and how its provider is chosen. */
    static ServiceType<RealtimeService> type() {
        return RealtimeType.REALTIME;
    }

    /**
     * Sends an event. To several channels it is sent as if to each of them alone.
     *
     * @return completes when the provider has it; a failure {@link Code#UNAVAILABLE} may mean that it has it all the same
     */
    CompletionStage<Void> trigger(Trigger trigger);

    /**
     * Sends events, those of one channel in their order. All are checked before the first is sent; when sending fails some may
     * have gone out.
     *
     * @return completes when the provider has all
     */
    CompletionStage<Void> triggerBatch(List<Trigger> triggers);

    /**
     * Sends an event to a channel.
     *
     * @param data anything that {@link Trigger#of(String, String, Object)} takes
     */
    default CompletionStage<Void> trigger(String channel, String event, @Nullable Object data) {
        return trigger(List.of(channel), event, data);
    }

    /** Sends an event to several channels. */
    default CompletionStage<Void> trigger(List<String> channels, String event, @Nullable Object data) {
        try {
            return trigger(Trigger.of(channels, event, data));
        } catch (RealtimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Lets a client into a channel. Whether this user may be there is decided by the caller, before.
     *
     * @param socketId the client's connection, as the client said it
     * @param channel the one channel
     * @param member who the client is; on a presence channel this is what the others see
     * @throws RealtimeException {@link Code#INVALID_CHANNEL} or {@link Code#INVALID_DATA} with the field that is wrong
     */
    ChannelAuth authenticateChannel(String socketId, String channel, Member member);

    /** Lets a client into a channel of whose user only the id is known. */
    default ChannelAuth authenticateChannel(String socketId, String channel, String userId) {
        return authenticateChannel(socketId, channel, Member.of(userId));
    }

    /** Asks how many follow a channel. A channel that nobody follows is not occupied, and no failure. */
    CompletionStage<ChannelInfo> getChannelInfo(String channel);

    /**
     * Asks who follows a presence channel.
     *
     * @param channel begins with {@code presence-}, else {@link Code#INVALID_CHANNEL}
     */
    CompletionStage<ChannelUsers> getChannelUsers(String channel);

    /**
     * Whether a webhook comes from the provider. Takes the same time wherever a signature differs.
     *
     * @param headers of the request; upper and lower case of names do not matter
     * @param body as it came
     */
    boolean validateWebhook(Map<String, String> headers, byte[] body);

    /**
     * Reads a webhook. Validate it first.
     *
     * @throws RealtimeException {@link Code#INVALID_DATA} with the field that is wrong
     */
    Webhook parseWebhook(byte[] body);
}
