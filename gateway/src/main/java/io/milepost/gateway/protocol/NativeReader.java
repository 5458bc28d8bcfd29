package io.milepost.gateway.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.gateway.protocol.Frame.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the frames of native clients. Whatever a client sends, it answers; it never throws. */
final class NativeReader {
    /** Each is answered, so that a frame of names is a multiple of itself in answers. */
    private static final int MAX_TARGETS = 1_000;

    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 500;
    private static final Map<String, String> SHORTHANDS = Map.of("povId", "pov-", "teamId", "team-");

    private NativeReader() {}

    /** Reads one frame. */
    static Inbound read(String text) {
        return Frame.read(text, NativeReader::command);
    }

    private static Command command(Frame frame, String type) throws Refused {
        return switch (type) {
            case "auth" -> new Command.Auth(frame.text("token"));
            case "ping" -> new Command.Ping();
            case "subscribe" -> new Command.Subscribe(targets(frame), since(frame));
            case "unsubscribe" -> new Command.Unsubscribe(targets(frame));
            case "publish" ->
                new Command.Publish(target(frame), frame.eventType("event"), frame.json("data"), false, frame.trace());
            case "signal" -> new Command.Signal(target(frame), frame.eventType("event"), frame.json("data"), false);
            case "history" ->
                new Command.History(
                        target(frame), frame.count("limit", USUAL_PAGE, LARGEST_PAGE), frame.textIfSaid("before"));
            case "presence" -> new Command.Presence(target(frame));
            case "ack" -> new Command.Ack(target(frame), frame.text("cursor"));
            default -> throw Frame.unknownType(type);
        };
    }

    private static Target target(Frame frame) throws Refused {
        List<Target> targets = targets(frame);
        if (targets.size() > 1) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, "channel: one is expected");
        }
        return targets.get(0);
    }

    private static List<Target> targets(Frame frame) throws Refused {
        List<Target> targets = new ArrayList<>();
        if (frame.has("channel")) {
            targets.add(new Target(frame.text("channel"), null));
        }
        for (Map.Entry<String, String> shorthand : SHORTHANDS.entrySet()) {
            String field = shorthand.getKey();
            if (frame.has(field)) {
                String key = frame.text(field);
                targets.add(new Target(shorthand.getValue() + key, new Echo(field, key)));
            }
        }
        for (JsonNode one : frame.list("channels")) {
            if (!one.isTextual()) {
                throw new Refused(ErrorCode.INVALID_MESSAGE, "channels: a list of names is expected");
            }
            targets.add(new Target(one.textValue(), null));
        }
        if (targets.size() > MAX_TARGETS) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, "channels: at most " + MAX_TARGETS + " in one frame");
        }
        if (targets.isEmpty()) {
            throw new Refused(ErrorCode.INVALID_MESSAGE, "channel: missing");
        }
        return targets;
    }

    private static Since since(Frame frame) throws Refused {
        String since = frame.textIfSaid("since");
        return since == null ? new Since.Unsaid() : Since.of(since);
    }
}
