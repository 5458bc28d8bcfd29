package io.milepost.gateway.stream;

import io.milepost.channel.ChannelName;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.http.Caller;
import io.milepost.gateway.http.Gate;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.protocol.NativeDialect;
import io.milepost.gateway.protocol.SseWire;
import io.milepost.gateway.session.Ending;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.session.Session;
import io.milepost.gateway.shard.Shard;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * The server-sent event streams of one shard. A stream is a session like that of a socket, of a client that only listens.
 * Confined to the event loop.
 */
public final class Streaming {
    private static final int MAX_CHANNELS = 10;

    private final Shard shard;
    private final Services services;
    private final Set<Session> sessions = new HashSet<>();
    private boolean draining;
    private volatile int size;

    /** No streams yet. */
    public Streaming(Shard shard, Services services) {
        this.shard = shard;
        this.services = services;
    }

    /** How many there are. Any thread may ask. */
    public int size() {
        return size;
    }

    /** Begins a stream, or says why not. */
    public void handle(RoutingContext context) {
        List<String> names = context.queryParam("channel");
        if (draining) {
            HttpError.sendRetry(context, 503, "unavailable", "this node is going away; connect again", 1);
        } else if (names.isEmpty() || names.size() > MAX_CHANNELS) {
            HttpError.send(context, 400, "invalid_message", "channel: 1 to " + MAX_CHANNELS + " are expected");
        } else if (!names.stream().allMatch(ChannelName::isValid)) {
            HttpError.send(context, 400, "invalid_channel", "channel: letters, digits or -_=@,.;");
        } else if (!Gate.refuses(context, services.admission())) {
            List<ChannelName> channels =
                    names.stream().distinct().map(ChannelName::new).toList();
            Caller.identify(context, services.tokens(), shard.loop(), who -> begin(context, channels, who));
        }
    }

    private void begin(RoutingContext context, List<ChannelName> channels, Principal who) {
        for (ChannelName channel : channels) {
            if (!who.maySubscribe(channel)) {
                HttpError.send(context, 403, "forbidden", "channel: the token does not reach " + channel);
                return;
            }
        }
        if (context.response().closed()) {
            return; // It did not wait to be told who it is.
        }
        if (!services.admission().hasRoomFor(who.userId())) {
            HttpError.sendRetry(context, 429, "too_many_connections", "the user has too many connections", 5);
            return;
        }
        String header = context.request().getHeader("Last-Event-ID");
        Position position =
                new Position(channels, header == null ? context.request().getParam("lastEventId") : header);
        if (!position.isValid()) {
            HttpError.send(context, 400, "invalid_cursor", "Last-Event-ID: no position of these channels");
            return;
        }
        if (draining || !services.admission().begins()) {
            HttpError.sendRetry(context, 503, "unavailable", "this node has no room for one more; try another", 5);
            return;
        }
        HttpServerResponse response = context.response()
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        open(response, position, who);
    }

    private void open(HttpServerResponse response, Position position, Principal who) {
        Session[] own = new Session[1];
        SseWire wire = position.channels().size() == 1
                ? SseWire.ONE_CHANNEL
                : new SseWire((channel, cursor) -> position.of(own[0], channel, cursor));
        SseConnection connection = new SseConnection(response, wire, () -> own[0].drained());
        Session session =
                new Session(shard, services, connection, NativeDialect.staying(wire, position.wanted(), null));
        own[0] = session;
        sessions.add(session);
        size = sessions.size();
        response.closeHandler(closed -> forget(session));
        response.endHandler(ended -> forget(session));
        session.admit(who);
        if (position.brought() == null) {
            connection.begin(position.of(session, null, ""));
        }
    }

    private void forget(Session session) {
        if (sessions.remove(session)) {
            services.admission().ended();
            session.gone(Ending.LOST);
            size = sessions.size();
        }
    }

    /** Looks at the clock for every stream. Called about once a second. */
    public void tick() {
        long nanos = System.nanoTime();
        Instant now = Instant.now();
        List.copyOf(sessions).forEach(session -> session.tick(nanos, now));
    }

    /** Takes no new ones. Returns those there are, each to be told after how many milliseconds to come back elsewhere. */
    public List<LongConsumer> leaving() {
        draining = true;
        return sessions.stream()
                .<LongConsumer>map(session -> afterMs -> session.drain(afterMs, 0))
                .toList();
    }
}
