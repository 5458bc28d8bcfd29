package io.milepost.service.realtime;

import io.milepost.service.Health;
import io.milepost.service.Operations;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A realtime service, measured. */
record MeteredRealtimeService(RealtimeService service, Operations operations) implements RealtimeService {
    @Override
    public CompletionStage<Void> trigger(Trigger trigger) {
        return operations.stage("trigger", () -> service.trigger(trigger));
    }

    @Override
    public CompletionStage<Void> triggerBatch(List<Trigger> triggers) {
        return operations.stage("triggerBatch", () -> service.triggerBatch(triggers));
    }

    @Override
    public ChannelAuth authenticateChannel(String socketId, String channel, Member member) {
        return operations.call("authenticateChannel", () -> service.authenticateChannel(socketId, channel, member));
    }

    @Override
    public CompletionStage<ChannelInfo> getChannelInfo(String channel) {
        return operations.stage("getChannelInfo", () -> service.getChannelInfo(channel));
    }

    @Override
    public CompletionStage<ChannelUsers> getChannelUsers(String channel) {
        return operations.stage("getChannelUsers", () -> service.getChannelUsers(channel));
    }

    @Override
    public boolean validateWebhook(Map<String, String> headers, byte[] body) {
        return operations.call("validateWebhook", () -> service.validateWebhook(headers, body));
    }

    @Override
    public Webhook parseWebhook(byte[] body) {
        return operations.call("parseWebhook", () -> service.parseWebhook(body));
    }

    @Override
    public CompletionStage<Health> health() {
        return operations.stage("health", service::health);
    }

    @Override
    public void close() {
        service.close();
    }
}
