package io.milepost.gateway.pusher;

import io.milepost.channel.ChannelName;
import io.milepost.event.Json;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.limit.Admission;
import io.milepost.gateway.protocol.Dialect;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.milepost.gateway.socket.Sockets;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How Pusher's clients come to one shard. Confined to the event loop. */
public final class PusherSockets {
    private static final Instant EVER = Instant.parse("9999-01-01T00:00:00Z");
    private static final int OLDEST = 5;
    private static final int NEWEST = 7;
    private static final String TERMINATION = "pusher:terminate";

    private final Sockets sockets;
    private final Admission admission;
    private final Map<String, AppHome> homes = new HashMap<>();

    /**
     * For the clients of some apps.
     *
     * @param activity after how much silence they ask whether anybody is there
     */
    public PusherSockets(Apps apps, Sockets sockets, Shard shard, Services services, Duration activity) {
        this.sockets = sockets;
        this.admission = services.admission();
        for (App app : apps.all()) {
            Counts counts = new Counts(app, shard, services.presence());
            int seconds = (int) Math.max(1, activity.toSeconds());
            homes.put(app.key(), new AppHome(app, counts, apps.connections(app), apps.facts(app), seconds));
        }
    }

    /** Takes an upgrade: {@code /app/KEY?protocol=7}, before which {@code /resume/CLIENT} may stand. */
    public void handle(RoutingContext context) {
        Hello hello = new Hello(
                context.pathParam("key"),
                context.request().getParam("protocol"),
                context.pathParam("client"),
                "true".equals(context.request().getParam("cursors")),
                isSecure(context.request()));
        String socketId = SocketId.next();
        sockets.handle(context, dialect(hello, socketId), anybody(socketId));
    }

    /** Takes an upgrade at a path below {@code /app} at which there is nothing, to say so where Pusher's clients look. */
    public void handleUnknown(RoutingContext context) {
        PusherNotice.Fault fault = new PusherNotice.Fault(PusherCodes.NO_PATH, "the path is to be /app/KEY");
        sockets.handle(context, new RefusingDialect(fault), anybody(SocketId.next()));
    }

    private static Principal anybody(String socketId) {
        return new Principal(socketId, socketId, null, List.of(), List.of(), null, null, Instant.EPOCH, EVER);
    }

    private boolean isSecure(HttpServerRequest request) {
        return request.isSSL()
                || ("https".equals(request.getHeader("X-Forwarded-Proto"))
                        && admission.isTrusted(request.remoteAddress().hostAddress()));
    }

    private Dialect dialect(Hello hello, String socketId) {
        AppHome home = homes.get(hello.key());
        PusherNotice.Fault fault = fault(home, hello);
        return fault == null && home != null
                ? new PusherDialect(home, hello, socketId)
                : new RefusingDialect(Objects.requireNonNull(fault));
    }

    private static PusherNotice.@Nullable Fault fault(@Nullable AppHome home, Hello hello) {
        String protocol = hello.protocol();
        if (home == null) {
            return new PusherNotice.Fault(PusherCodes.UNKNOWN_APP, "there is no app with this key");
        }
        if (!home.app().switches().enabled()) {
            return new PusherNotice.Fault(PusherCodes.APP_DISABLED, "the app is disabled");
        }
        if (home.app().switches().requireTls() && !hello.secure()) {
            return new PusherNotice.Fault(PusherCodes.TLS_REQUIRED, "the app takes connections with TLS alone");
        }
        if (hello.device() != null && !home.app().switches().resume()) {
            return new PusherNotice.Fault(
                    PusherCodes.NO_PATH, "the app does not keep where clients stand; the path is to be /app/KEY");
        }
        if (protocol == null || protocol.isEmpty()) {
            return new PusherNotice.Fault(PusherCodes.NO_VERSION, "protocol: missing");
        }
        if (!protocol.matches("\\d{1,4}")) {
            return new PusherNotice.Fault(PusherCodes.BAD_VERSION, "protocol: a number is expected");
        }
        int version = Integer.parseInt(protocol);
        if (version < OLDEST || version > NEWEST) {
            return new PusherNotice.Fault(
                    PusherCodes.UNSUPPORTED_VERSION, "protocol: " + OLDEST + " to " + NEWEST + " are spoken here");
        }
        return null;
    }

    /** What ends the connections of the user whose channel this is, if it is announced there. */
    public static Notice.Signalled termination(ChannelName channel) {
        return new Notice.Signalled(
                channel, TERMINATION, UUID.randomUUID().toString(), "/milepost/gateway", "", Json.NULL);
    }

    static boolean isTermination(Notice notice) {
        return notice instanceof Notice.Signalled said && said.type().equals(TERMINATION);
    }

    /** To be called about once a second. */
    public void tick() {
        homes.values().forEach(home -> home.counts().tick());
    }
}
