package io.milepost.service.realtime;

import org.jspecify.annotations.Nullable;

/** Something that a provider tells about a channel. */
public sealed interface WebhookEvent {
    /** The channel's name. */
    String channel();

    /** The first came. */
    record ChannelOccupied(String channel) implements WebhookEvent {}

    /** The last went. */
    record ChannelVacated(String channel) implements WebhookEvent {}

    /** A user came to a presence channel. */
    record MemberAdded(String channel, String userId) implements WebhookEvent {}

    /** A user left a presence channel. */
    record MemberRemoved(String channel, String userId) implements WebhookEvent {}

    /**
     * A client said something to the others.
     *
     * @param event its name
     * @param data what was said, as text, usually JSON
     * @param socketId the client's connection
     * @param userId who it was, on a presence channel; else null
     */
    record ClientEvent(
            String channel,
            String event,
            String data,
            String socketId,
            @Nullable String userId) implements WebhookEvent {}

    /** Somebody came to a cache channel that holds nothing. */
    record CacheMiss(String channel) implements WebhookEvent {}

    /**
     * Something that has no word here yet.
     *
     * @param name what the provider calls it
     */
    record Other(String channel, String name) implements WebhookEvent {}
}
