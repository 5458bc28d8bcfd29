package io.milepost.event;

import java.util.Set;

/** The types of the gateway's own frames. No event may bear one, or a client could not tell them apart. */
public final class ReservedTypes {
    private static final Set<String> ALL = Set.of(
            "auth",
            "authenticated",
            "ping",
            "pong",
            "subscribe",
            "subscribed",
            "unsubscribe",
            "unsubscribed",
            "publish",
            "published",
            "signal",
            "history",
            "presence",
            "ack",
            "member-online",
            "member-offline",
            "gap",
            "live",
            "cursor",
            "reconnect",
            "error");

    private ReservedTypes() {}

    /** Whether an event of this type is refused. */
    public static boolean contains(String type) {
        return ALL.contains(type);
    }
}
