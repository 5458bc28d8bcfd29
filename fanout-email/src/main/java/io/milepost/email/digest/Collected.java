package io.milepost.email.digest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.email.request.EmailRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A digest that is being collected. Confined to the collector's thread. */
final class Collected {
    private final DigestItem first;
    private final long offset;
    private final List<JsonNode> events = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private int bytes;

    Collected(DigestItem first, long offset) {
        this.first = first;
        this.offset = offset;
    }

    /**
     * Takes an event.
     *
     * @param hasRoom whether its content may be kept; else it is only counted
     * @return bytes that it takes
     */
    int add(DigestItem item, boolean hasRoom) {
        if (!seen.add(item.key()) || !hasRoom || events.size() >= first.most()) {
            return 0;
        }
        JsonNode event = item.request().values().path("event");
        events.add(event);
        int more = event.toString().length();
        bytes += more;
        return more;
    }

    /** Where its first item stands. */
    long offset() {
        return offset;
    }

    boolean isDue(Instant now) {
        return !now.isBefore(first.window().end());
    }

    int bytes() {
        return bytes;
    }

    /** The request for all of it. */
    EmailRequest request() {
        EmailRequest one = first.request();
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.set("recipient", one.values().path("recipient"));
        ArrayNode all = values.putArray("events");
        events.forEach(all::add);
        int more = seen.size() - events.size();
        values.put("count", seen.size());
        values.put("more", more);
        values.put("hasMore", more > 0);
        values.putObject("window")
                .put("start", first.window().start().toString())
                .put("end", first.window().end().toString());
        return new EmailRequest(
                one.key(),
                one.rule(),
                one.template(),
                one.category(),
                one.onUnknown(),
                one.throttle(),
                one.to(),
                one.recipientId(),
                one.userId(),
                one.locale(),
                one.notAfter(),
                values);
    }
}
