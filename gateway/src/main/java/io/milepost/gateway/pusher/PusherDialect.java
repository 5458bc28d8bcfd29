package io.milepost.gateway.pusher;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.device.DeviceId;
import io.milepost.gateway.protocol.Command;
import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Frame;
import io.milepost.gateway.protocol.Inbound;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.protocol.Wire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one client of an app speaks. What needs a signature is checked here; the session is asked for what was found good. */
final class PusherDialect implements Dialect {
    /** More than any client needs to say; what it says to others has a limit of its own. */
    private static final int MESSAGES_PER_MINUTE = 6_000;

    private static final PusherNotice.Fault FULL = new PusherNotice.Fault(
            PusherCodes.OVER_QUOTA, "the app has as many connections as its limit \"connections\" allows");

    private final AppHome home;
    private final Hello hello;
    private final Wire wire;
    private final String socketId;
    private final Subscribing subscribing;
    private final ClientSaying saying;
    private final SigningIn signingIn;
    /** What the client follows, as the app calls it, and as whom: empty where that is not told. */
    private final Map<String, String> followed = new HashMap<>(4);

    private boolean entered;

    PusherDialect(AppHome home, Hello hello, String socketId) {
        App app = home.app();
        this.home = home;
        this.hello = hello;
        this.wire = hello.device() == null && !hello.cursors() ? home.wire() : home.tellingWire();
        this.socketId = socketId;
        this.signingIn = new SigningIn(home, socketId);
        this.subscribing = new Subscribing(home, socketId, followed, signingIn);
        this.saying = new ClientSaying(
                home, socketId, followed, new ClientEvents(app.limits().clientEventsPerSecond(), System.nanoTime()));
    }

    @Override
    public Inbound read(String text) {
        JsonNode frame = Frame.parse(text);
        String event = frame.path("event").asText("");
        if (!frame.isObject() || event.isEmpty()) {
            return refusal(ErrorCode.INVALID_MESSAGE, "a JSON object with an event is expected", null);
        }
        JsonNode data = frame.path("data");
        return switch (event) {
            case "pusher:ping" -> new Inbound.Request(null, new Command.Ping());
            case "pusher:pong" -> new Inbound.Answered(null);
            case "pusher:subscribe" -> subscribing.subscribe(object(data));
            case "pusher:unsubscribe" ->
                unsubscribe(object(data).path("channel").asText(""));
            case "pusher:signin" -> signingIn.read(object(data));
            default ->
                event.startsWith("client-")
                        ? saying.read(event, frame.path("channel").asText(""), data)
                        : refusal(ErrorCode.UNKNOWN_TYPE, "event: not one that clients send", null);
        };
    }

    /** Some clients write JSON into a text. */
    private static JsonNode object(JsonNode data) {
        return data.isTextual() ? Frame.parse(data.textValue()) : data;
    }

    private Inbound unsubscribe(String name) {
        if (followed.remove(name) == null) {
            return new Inbound.Answered(null);
        }
        if (signingIn.isOwn(name)) {
            // By that channel the user is sent away, too.
            return new Inbound.Request(null, new Command.Forsake(signingIn.own()));
        }
        Target target = home.target(name);
        home.counts().leave(target.name());
        return new Inbound.Request(null, new Command.Unsubscribe(List.of(target)));
    }

    static Inbound refusal(ErrorCode code, String why, @Nullable Target target) {
        return new Inbound.Nonsense(new Notice.Refusal(null, code, why, target));
    }

    @Override
    public Wire wire() {
        return wire;
    }

    @Override
    public Notice greeting() {
        entered = home.enter();
        return entered ? new PusherNotice.Welcome(socketId, home.activitySeconds()) : FULL;
    }

    @Override
    public @Nullable Farewell farewell() {
        return entered ? null : FULL.farewell();
    }

    @Override
    public String socketId() {
        return socketId;
    }

    @Override
    public @Nullable String device() {
        return hello.device();
    }

    @Override
    public DeviceId deviceOf(String userId) {
        return signingIn.device(String.valueOf(hello.device()));
    }

    @Override
    public boolean mayBecomeUser() {
        return home.app().switches().userAuthentication();
    }

    @Override
    public boolean acknowledgesByArrival() {
        return true;
    }

    @Override
    public int messagesPerMinute(int configured) {
        return MESSAGES_PER_MINUTE;
    }

    @Override
    public int closeCode(int code) {
        return PusherCodes.close(code);
    }

    @Override
    public @Nullable Notice parting(int code, String why) {
        return entered && hello.wantsParting() ? new PusherNotice.Fault(closeCode(code), why) : null;
    }

    @Override
    public @Nullable Farewell heard(Notice notice) {
        return PusherSockets.isTermination(notice)
                        && signingIn.isOwn(home.names()
                                .said(((Notice.Signalled) notice).channel().value()))
                ? new Farewell(PusherCodes.UNAUTHORIZED, "the app has ended the user's connections")
                : null;
    }

    /** Who the members are, and who of those watched is there, is told when a client comes, and then by each change alone. */
    @Override
    public boolean needs(Notice notice) {
        return notice instanceof Notice.MemberMoved;
    }

    @Override
    public void lost(Target target) {
        if (followed.remove(home.names().said(target.name())) != null) {
            home.counts().leave(target.name());
        }
    }

    @Override
    public void ended() {
        followed.keySet().forEach(name -> home.counts().leave(home.target(name).name()));
        if (entered) {
            home.left();
        }
    }

    @Override
    public List<Wanted> admitted(@Nullable String contextId) {
        return List.of();
    }

    @Override
    public boolean waits(String frame) {
        String event = Frame.parse(frame).path("event").asText("");
        return event.equals("pusher:subscribe") || event.equals("pusher:unsubscribe") || event.startsWith("client-");
    }

    @Override
    public Seen seen() {
        return Seen.NOWHERE;
    }

    /** The wish for a channel's events from a place that the client says, if it does. */
    static Since since(JsonNode data) {
        return data.path("since").isTextual() ? Since.of(data.path("since").textValue()) : new Since.Unsaid();
    }
}
