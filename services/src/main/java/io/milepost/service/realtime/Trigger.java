package io.milepost.service.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.channel.ChannelName;
import io.milepost.event.Json;
import io.milepost.event.ReservedTypes;
import io.milepost.service.realtime.RealtimeException.Code;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event for everybody who follows one of some channels.
 *
 * @param channels where to, at least one
 * @param event what happened, such as {@code activity-update}
 * @param data the details, 1 MiB at most; a provider may take less
 * @param exceptSocketId the one connection that is not to get it, usually of who caused it; null for none
 * @param deduplicationId the same for each try at the same event, so that a receiver can tell; null draws one
 */
public record Trigger(
        List<String> channels,
        String event,
        Json data,
        @Nullable String exceptSocketId,
        @Nullable String deduplicationId) {
    private static final int MAX_EVENT = 200;
    private static final int MAX_ID = 150;
    private static final int MAX_DATA = 1 << 20;
    private static final Pattern SOCKET_ID = Pattern.compile("[0-9]{1,20}\\.[0-9]{1,20}");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the list and refuses nulls. What it says is checked by the service that it is given to. */
    public Trigger {
        channels = List.copyOf(channels);
        Objects.requireNonNull(event);
        Objects.requireNonNull(data);
    }

    /**
     * An event for one channel.
     *
     * @param data a {@link JsonNode}, a {@link Json}, or anything that Jackson writes: a map, a record, a list, null
     * @throws RealtimeException {@link Code#INVALID_DATA} if Jackson cannot write it
     */
    public static Trigger of(String channel, String event, @Nullable Object data) {
        return of(List.of(channel), event, data);
    }

    /** An event for several channels, as {@link #of(String, String, Object)} for one. */
    public static Trigger of(List<String> channels, String event, @Nullable Object data) {
        return new Trigger(channels, event, json(data), null, null);
    }

    /** The same, but not for this connection. */
    public Trigger except(String socketId) {
        return new Trigger(channels, event, data, socketId, deduplicationId);
    }

    /** The same, to be told apart from other events by this id: 1 to 150 characters. */
    public Trigger deduplicatedBy(String id) {
        return new Trigger(channels, event, data, exceptSocketId, id);
    }

    /**
     * Checks what holds for every provider; a provider calls this first and then checks its own bounds.
     *
     * @throws RealtimeException with the field that is wrong
     */
    public void check() {
        if (channels.isEmpty()) {
            throw new RealtimeException(Code.INVALID_CHANNEL, "channels: at least one is expected");
        }
        for (String channel : channels) {
            if (!ChannelName.isValid(channel) || new ChannelName(channel).isReserved()) {
                throw new RealtimeException(
                        Code.INVALID_CHANNEL, "channels: each has 1 to 164 letters, digits or -_=@,.; and no #");
            }
        }
        if (event.isEmpty() || event.length() > MAX_EVENT) {
            throw new RealtimeException(Code.INVALID_EVENT, "event: 1 to " + MAX_EVENT + " characters are expected");
        }
        if (ReservedTypes.contains(event) || event.startsWith("pusher:") || event.startsWith("pusher_internal:")) {
            throw new RealtimeException(Code.INVALID_EVENT, "event: \"" + event + "\" belongs to the protocol");
        }
        if (data.size() > MAX_DATA) {
            throw new RealtimeException(Code.TOO_LARGE, "data: more than " + MAX_DATA + " bytes");
        }
        if (exceptSocketId != null && !SOCKET_ID.matcher(exceptSocketId).matches()) {
            throw new RealtimeException(
                    Code.INVALID_DATA, "exceptSocketId: two numbers with a dot between are expected");
        }
        if (deduplicationId != null && (deduplicationId.isEmpty() || deduplicationId.length() > MAX_ID)) {
            throw new RealtimeException(
                    Code.INVALID_DATA, "deduplicationId: 1 to " + MAX_ID + " characters are expected");
        }
    }

    private static Json json(@Nullable Object data) {
        if (data instanceof Json json) {
            return json;
        }
        try {
            return Json.of(data instanceof JsonNode tree ? tree : JSON.<JsonNode>valueToTree(data));
        } catch (IllegalArgumentException e) {
            // Jackson's own message may quote the data.
            throw new RealtimeException(
                    Code.INVALID_DATA,
                    "data: " + Objects.requireNonNull(data).getClass().getName() + " cannot be written as JSON");
        }
    }
}
