package io.milepost.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Event;

/** Events in the console's words. */
final class EventJson {
    private EventJson() {}

    /** As a client's history has it. */
    static ObjectNode history(Event event) {
        return of(event, "timestamp");
    }

    /** As CloudEvents has it. */
    static ObjectNode whole(Event event) {
        return of(event, "time");
    }

    private static ObjectNode of(Event event, String time) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", event.id());
        json.put("source", event.source());
        json.put("type", event.type());
        json.put(time, event.time());
        if (event.subject() != null) {
            json.put("subject", event.subject());
        }
        if (event.userId() != null) {
            json.put("userId", event.userId());
        }
        json.set("data", event.data().tree());
        return json;
    }
}
