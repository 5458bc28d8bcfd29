package io.milepost.gateway.pusher;

import io.milepost.event.ReservedTypes;

/** What Pusher's clients call events, and their types: those that our own protocol reserves get something before them. */
public final class EventNames {
    private static final String BEFORE = "event:";

    private EventNames() {}

    /** The type of an event that is called so. */
    public static String type(String name) {
        return ReservedTypes.contains(name) ? BEFORE + name : name;
    }

    /** What an event of this type is called. */
    static String name(String type) {
        return type.startsWith(BEFORE) && ReservedTypes.contains(type.substring(BEFORE.length()))
                ? type.substring(BEFORE.length())
                : type;
    }

    /** Whether clients take an event of this name for their server's own word, whoever it comes from. */
    public static boolean isProtocol(String name) {
        return name.startsWith("pusher:") || name.startsWith("pusher_internal:");
    }
}
