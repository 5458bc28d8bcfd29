package io.milepost.gateway.stream;

import io.milepost.channel.ChannelName;
import io.milepost.cursor.InvalidCursorException;
import io.milepost.event.Rfc3339;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.protocol.Dialect.Seen;
import io.milepost.gateway.protocol.Dialect.Wanted;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.ListWire;
import io.milepost.gateway.protocol.NativeDialect;
import io.milepost.gateway.protocol.Since;
import io.milepost.gateway.protocol.Target;
import io.milepost.gateway.session.Ending;
import io.milepost.gateway.session.Pages;
import io.milepost.gateway.session.Pages.Looked;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.session.Session;
import io.milepost.gateway.shard.Shard;
import io.milepost.log.GapReason;
import io.milepost.log.History.Before;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel's events over requests that end: onwards from a cursor, with a wait for the next ones if there are none, or
 * backwards a page at a time. Onwards is a session as a socket's; it just ends early. Confined to the event loop.
 */
public final class Polling {
    private static final int USUAL_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final int MAX_WAIT_SECONDS = 30;

    private final Vertx vertx;
    private final Shard shard;
    private final Services services;
    private final Set<Onwards> waiting = new HashSet<>();
    private boolean draining;
    private volatile int size;

    /** Requests on this shard. */
    public Polling(Vertx vertx, Shard shard, Services services) {
        this.vertx = vertx;
        this.shard = shard;
        this.services = services;
    }

    /** How many requests wait for events. Any thread may ask. */
    public int size() {
        return size;
    }

    /** Lets no more requests wait. Returns those that do, each to be answered with what there is when it is told to go. */
    public List<LongConsumer> leaving() {
        draining = true;
        return waiting.stream()
                .<LongConsumer>map(request -> afterMs -> request.finish())
                .toList();
    }

    /** Answers a request for a channel's events. */
    public void handle(RoutingContext context, ChannelName channel, Principal who) {
        Integer limit = number(context, "limit", USUAL_LIMIT, 1, MAX_LIMIT);
        Integer wait = number(context, "wait", 0, 0, MAX_WAIT_SECONDS);
        String since = context.request().getParam("since");
        if (limit == null || wait == null) {
            return;
        }
        if (!who.maySubscribe(channel)) {
            HttpError.send(context, 403, "forbidden", "channel: the token does not reach it");
        } else if (draining) {
            HttpError.sendRetry(context, 503, "unavailable", "this node is going away; ask again", 1);
        } else if (!services.admission().begins()) {
            HttpError.sendRetry(context, 503, "unavailable", "this node has no room for one more; try another", 5);
        } else if (since == null && wait == 0) {
            back(context, channel, limit);
        } else {
            Since from = since == null ? new Since.Latest() : Since.of(since);
            new Onwards(context, channel, limit).begin(from, wait, who);
        }
    }

    private static @Nullable Integer number(RoutingContext context, String name, int fallback, int least, int most) {
        String said = context.request().getParam(name);
        if (said == null) {
            return fallback;
        }
        String digits = said.endsWith("s") ? said.substring(0, said.length() - 1) : said;
        if (digits.matches("\\d{1,6}") && Integer.parseInt(digits) >= least) {
            return Math.min(most, Integer.parseInt(digits));
        }
        HttpError.send(context, 400, "invalid_message", name + ": a number from " + least + " to " + most);
        return null;
    }

    private void back(RoutingContext context, ChannelName channel, int limit) {
        Before before;
        try {
            before = before(context.request().getParam("before"), channel);
        } catch (InvalidCursorException e) {
            services.admission().ended();
            String why = "before: a time (RFC 3339) or a cursor of this channel is expected";
            HttpError.send(context, 400, "invalid_cursor", why);
            return;
        }
        Pages.look(shard, channel, before, limit, looked -> {
            services.admission().ended();
            if (looked instanceof Looked.Seen seen) {
                ByteBuf scratch = Unpooled.buffer();
                List<String> events = seen.events().stream()
                        .map(event -> ListWire.json(channel, event, scratch))
                        .toList();
                List<String> gaps = seen.gaps().stream().map(GapReason::code).toList();
                answer(context, events, seen.cursor(), seen.complete(), gaps);
            } else if (looked instanceof Looked.Failed failed) {
                HttpError.sendRetry(context, 503, "unavailable", failed.why(), 1);
            }
        });
    }

    private Before before(@Nullable String said, ChannelName channel) {
        if (said == null) {
            return new Before.Now();
        }
        String time = Rfc3339.normalise(said);
        return time == null ? shard.before(channel, said) : new Before.Time(Instant.parse(time));
    }

    private static void answer(
            RoutingContext context, List<String> events, @Nullable String cursor, boolean complete, List<String> gaps) {
        String rest = new JsonObject()
                .put("cursor", cursor)
                .put("recovered", gaps.isEmpty())
                .put("complete", complete)
                .put("gaps", new JsonArray(gaps))
                .encode();
        if (!context.response().ended() && !context.response().closed()) {
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end("{\"events\":[" + String.join(",", events) + "]," + rest.substring(1));
        }
    }

    /** One request for what comes after a cursor. */
    private final class Onwards {
        private final RoutingContext context;
        private final ChannelName channel;
        private final PollConnection gathering;
        private @Nullable Session session;
        private long timer = -1;
        private boolean over;

        Onwards(RoutingContext context, ChannelName channel, int limit) {
            this.context = context;
            this.channel = channel;
            this.gathering = new PollConnection(limit, () -> shard.loop().execute(this::finish));
        }

        void begin(Since from, int waitSeconds, Principal who) {
            Wanted wanted = new Wanted(Target.of(channel), from);
            Session stay = new Session(
                    shard,
                    services,
                    gathering,
                    new NativeDialect(ListWire.INSTANCE, List.of(wanted), Seen.NOWHERE, null));
            session = stay;
            waiting.add(this);
            size = waiting.size();
            context.response().closeHandler(closed -> end());
            // Without a wait, what lies behind the ring still takes its time.
            timer = vertx.setTimer(waitSeconds > 0 ? waitSeconds * 1_000L : 5_000, late -> finish());
            gathering.isPatient(waitSeconds > 0);
            stay.admit(who);
        }

        private void finish() {
            if (over) {
                return;
            }
            String here = session == null ? null : session.cursor(channel);
            end();
            String cursor = gathering.cursor() == null ? here : gathering.cursor();
            if (gathering.refused() != null) {
                ErrorCode code = gathering.refused().code();
                HttpError.send(
                        context,
                        HttpError.status(code),
                        code.code(),
                        gathering.refused().message());
            } else {
                answer(context, gathering.events(), cursor, gathering.isComplete(), gathering.gaps());
            }
        }

        private void end() {
            if (!over) {
                over = true;
                vertx.cancelTimer(timer);
                services.admission().ended();
                if (session != null) {
                    session.gone(Ending.LOST);
                }
                waiting.remove(this);
                size = waiting.size();
            }
        }
    }
}
