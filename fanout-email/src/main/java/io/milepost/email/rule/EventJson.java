package io.milepost.email.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.milepost.event.Event;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An event as expressions and templates see it: {@code {id,type,source,time,subject,stream,key,data}}. */
final class EventJson {
    private static final Pattern ALTERNATIVES = Pattern.compile("\\|\\|");
    /** A field below data, or a list there and what is taken of it: {@code data.members[*].email}. */
    private static final Pattern FIELD = Pattern.compile("data((?:\\.[A-Za-z_]\\w*)*)(?:\\[.*)?");

    private EventJson() {}

    static ObjectNode of(String stream, String key, Event event) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", event.id())
                .put("type", event.type())
                .put("source", event.source())
                .put("time", event.time())
                .put("stream", stream)
                .put("key", key);
        if (event.subject() != null) {
            json.put("subject", event.subject());
        }
        json.set("data", event.data().tree());
        return json;
    }

    /** The fields that an expression reads its list of recipients from, each as the names on the way there from data. */
    static List<List<String>> lists(String to) {
        return ALTERNATIVES
                .splitAsStream(to)
                .map(alternative -> FIELD.matcher(alternative.strip()))
                .filter(Matcher::matches)
                .map(field -> Arrays.stream(field.group(1).split("\\."))
                        .filter(name -> !name.isEmpty())
                        .toList())
                .toList();
    }

    /** Takes these lists out; what is no list stays. */
    static ObjectNode without(List<List<String>> lists, ObjectNode event) {
        for (List<String> names : lists) {
            JsonNode holder = event;
            String last = "data";
            for (String name : names) {
                holder = holder.path(last);
                last = name;
            }
            if (holder instanceof ObjectNode object && object.path(last).isArray()) {
                object.remove(last);
            }
        }
        return event;
    }
}
