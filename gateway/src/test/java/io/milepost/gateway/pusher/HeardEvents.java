package io.milepost.gateway.pusher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.pusher.client.channel.PresenceChannelEventListener;
import com.pusher.client.channel.PrivateEncryptedChannelEventListener;
import com.pusher.client.channel.PusherEvent;
import com.pusher.client.channel.User;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What one of Pusher's Java clients hears. */
final class HeardEvents implements PresenceChannelEventListener, PrivateEncryptedChannelEventListener {
    private static final int PATIENCE_SECONDS = 30;

    private final BlockingQueue<PusherEvent> events = new LinkedBlockingQueue<>();
    private final Set<String> subscribed = ConcurrentHashMap.newKeySet();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();

    void awaitSubscribed(String channel) {
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).untilAsserted(() -> {
            assertThat(failures).isEmpty();
            assertThat(subscribed).contains(channel);
        });
    }

    PusherEvent next() {
        try {
            PusherEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(event).as("an event").isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean hasHeard() {
        return !events.isEmpty();
    }

    @Override
    public void onEvent(PusherEvent event) {
        events.add(event);
    }

    @Override
    public void onSubscriptionSucceeded(String channel) {
        subscribed.add(channel);
    }

    @Override
    public void onAuthenticationFailure(String message, Exception e) {
        failures.add(message);
    }

    @Override
    public void onDecryptionFailure(String event, String reason) {
        failures.add(reason);
    }

    @Override
    public void onUsersInformationReceived(String channel, Set<User> users) {}

    @Override
    public void userSubscribed(String channel, User user) {}

    @Override
    public void userUnsubscribed(String channel, User user) {}
}
