package io.milepost.gateway.hostile;

import io.milepost.gateway.protocol.AnalyticsDialect;
import io.milepost.gateway.protocol.ChatDialect;
import io.milepost.gateway.protocol.CollaborationDialect;
import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.protocol.NativeDialect;
import io.milepost.gateway.protocol.NativeWire;
import java.util.List;

/**
 * Where clients come in, and what can be said there.
 *
 * @param sense messages that make sense there, on channels that nobody else is interested in; none of them brings a token
 * @param dialect how messages are read there
 */
record Door(String path, List<String> sense, Dialect dialect) {
    static final Door NATIVE = new Door(
            "/ws",
            List.of(
                    "{\"type\":\"ping\",\"id\":1}",
                    "{\"type\":\"subscribe\",\"channel\":\"mad-1\",\"since\":\"latest\",\"id\":\"a\"}",
                    "{\"type\":\"subscribe\",\"channels\":[\"mad-1\",\"mad-2\",\"mad-3\"],\"since\":\"earliest\"}",
                    "{\"type\":\"subscribe\",\"channel\":\"mad-4\",\"since\":\"AAECAwQFBgcICQ\"}",
                    "{\"type\":\"subscribe\",\"teamId\":\"mad\",\"povId\":\"mad\",\"id\":9}",
                    "{\"type\":\"unsubscribe\",\"channel\":\"mad-1\",\"id\":\"b\"}",
                    "{\"type\":\"publish\",\"channel\":\"mad-2\",\"event\":\"note\",\"data\":{\"a\":[1,\"x\",null]}}",
                    "{\"type\":\"signal\",\"channel\":\"mad-2\",\"event\":\"wave\",\"data\":{\"a\":1}}",
                    "{\"type\":\"history\",\"channel\":\"mad-2\",\"limit\":2,\"before\":\"2026-01-01T00:00:00Z\"}",
                    "{\"type\":\"presence\",\"channel\":\"mad-3\",\"id\":3}",
                    "{\"type\":\"ack\",\"channel\":\"mad-1\",\"cursor\":\"AAECAwQFBgcICQ\"}",
                    "{\"type\":\"auth\",\"id\":\"no token\"}"),
            NativeDialect.staying(NativeWire.INSTANCE, List.of(), null));

    static final List<Door> ROOMS = List.of(
            new Door(
                    "/api/chat/ws?contextId=mad",
                    List.of(
                            "{\"type\":\"message\",\"data\":{\"content\":\"hello\",\"messageType\":\"text\"}}",
                            "{\"type\":\"typing\",\"data\":{\"isTyping\":true}}",
                            "{\"type\":\"history\",\"data\":{\"limit\":2,\"before\":\"2026-01-01T00:00:00Z\"}}",
                            "{\"type\":\"auth\",\"contextId\":\"elsewhere\"}",
                            "{\"type\":\"ping\"}"),
                    new ChatDialect("mad")),
            new Door(
                    "/api/analytics/ws?contextId=mad",
                    List.of(
                            "{\"type\":\"subscribe\",\"data\":{\"metrics\":[\"a\",\"b\"]}}",
                            "{\"type\":\"unsubscribe\",\"data\":{}}",
                            "{\"type\":\"ping\"}"),
                    new AnalyticsDialect("mad")),
            new Door(
                    "/api/collaboration/ws?contextId=mad",
                    List.of(
                            "{\"type\":\"join_session\",\"data\":{\"sessionId\":\"mad\"}}",
                            "{\"type\":\"leave_session\",\"data\":{\"sessionId\":\"mad\"}}",
                            "{\"type\":\"edit\",\"data\":{\"version\":1,\"text\":\"a\"}}",
                            "{\"type\":\"cursor-moved\",\"data\":{\"at\":1}}",
                            "{\"type\":\"ping\"}"),
                    new CollaborationDialect("mad")));

    /** The path of somebody whom the token names. */
    String path(String token) {
        return path + (path.contains("?") ? "&" : "?") + "token=" + token;
    }
}
