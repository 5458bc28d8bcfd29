package io.milepost.service.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.event.InvalidJsonException;
import io.milepost.event.Json;
import io.milepost.service.realtime.RealtimeException.Code;
import io.milepost.service.realtime.WebhookEvent.CacheMiss;
import io.milepost.service.realtime.WebhookEvent.ChannelOccupied;
import io.milepost.service.realtime.WebhookEvent.ChannelVacated;
import io.milepost.service.realtime.WebhookEvent.ClientEvent;
import io.milepost.service.realtime.WebhookEvent.MemberAdded;
import io.milepost.service.realtime.WebhookEvent.MemberRemoved;
import io.milepost.service.realtime.WebhookEvent.Other;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the body of a webhook. Its signature has been checked, or has to be. */
final class WebhookReader {
    private static final int MAX_BYTES = 1 << 20;

    private WebhookReader() {}

    static Webhook read(byte[] body) {
        if (body.length > MAX_BYTES) {
            throw new RealtimeException(Code.TOO_LARGE, "body: more than " + MAX_BYTES + " bytes");
        }
        JsonNode root;
        try {
            root = Json.of(ByteBuffer.wrap(body)).tree();
        } catch (InvalidJsonException e) {
            throw new RealtimeException(Code.INVALID_DATA, "body: " + e.getMessage());
        }
        JsonNode time = root.path("time_ms");
        if (!time.isIntegralNumber() || !time.canConvertToLong()) {
            throw invalid("time_ms", "milliseconds since 1970 are expected");
        }
        JsonNode list = root.path("events");
        if (!list.isArray()) {
            throw invalid("events", "a list is expected");
        }
        List<WebhookEvent> events = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            events.add(event(list.get(i), "events[" + i + "]."));
        }
        return new Webhook(Instant.ofEpochMilli(time.longValue()), events);
    }

    private static WebhookEvent event(JsonNode event, String at) {
        String name = text(event, at, "name");
        String channel = text(event, at, "channel");
        return switch (name) {
            case "channel_occupied" -> new ChannelOccupied(channel);
            case "channel_vacated" -> new ChannelVacated(channel);
            case "member_added" -> new MemberAdded(channel, text(event, at, "user_id"));
            case "member_removed" -> new MemberRemoved(channel, text(event, at, "user_id"));
            case "client_event" ->
                new ClientEvent(
                        channel,
                        text(event, at, "event"),
                        text(event, at, "data"),
                        text(event, at, "socket_id"),
                        optional(event, at, "user_id"));
            case "cache_miss" -> new CacheMiss(channel);
            default -> new Other(channel, name);
        };
    }

    private static String text(JsonNode event, String at, String field) {
        String text = optional(event, at, field);
        if (text == null) {
            throw invalid(at + field, "missing");
        }
        return text;
    }

    private static @Nullable String optional(JsonNode event, String at, String field) {
        JsonNode value = event.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(at + field, "a string is expected");
        }
        return value.textValue();
    }

    private static RealtimeException invalid(String field, String why) {
        return new RealtimeException(Code.INVALID_DATA, field + ": " + why);
    }
}
