package io.milepost.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.milepost.event.Decoded.Broken;
import io.milepost.trace.TraceContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A CloudEvent whose attributes and data stand together in one JSON object. The data is cut out as it was written. */
final class StructuredMode {
    private StructuredMode() {}

    /**
     * Reads one. Never throws for what it holds.
     *
     * @param recordTime milliseconds since 1970
     * @param trace what the record's headers say of it; if null, the event may say it itself
     */
    static Decoded read(ByteBuffer value, long recordTime, @Nullable TraceContext trace) {
        ByteBuffer own = value.slice();
        String fault = Json.fault(own);
        if (fault != null) {
            return new Broken("the value is " + fault);
        }
        try {
            return parse(own, recordTime, trace);
        } catch (IOException | IllegalArgumentException e) {
            return new Broken("the value is no CloudEvent in JSON");
        }
    }

    private static Decoded parse(ByteBuffer json, long recordTime, @Nullable TraceContext trace) throws IOException {
        Map<String, @Nullable String> said = new HashMap<>();
        ByteBuffer data = null;
        try (JsonParser parser = Json.MAPPER
                .getFactory()
                .createParser(json.array(), json.arrayOffset() + json.position(), json.remaining())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "data" -> data = slice(json, parser);
                    case "data_base64" ->
                        data = ByteBuffer.wrap(Base64.getDecoder().decode(parser.getValueAsString("")));
                    default -> {
                        said.put(name, parser.getValueAsString());
                        parser.skipChildren();
                    }
                }
            }
        }
        return new Attributes(
                        said.get("specversion"),
                        said.get("id"),
                        said.get("source"),
                        said.get("type"),
                        said.get("time"),
                        said.get("subject"),
                        said.get("userid"),
                        PusherMark.of(said.get("pusher")),
                        said.get("datacontenttype"),
                        trace == null
                                ? TraceContext.of(said.get(TraceContext.PARENT), said.get(TraceContext.STATE))
                                : trace)
                .with(data, recordTime);
    }

    private static ByteBuffer slice(ByteBuffer json, JsonParser parser) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return json.slice(from, to - from);
    }
}
