package io.milepost.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.milepost.channel.ChannelName;
import io.milepost.event.Json;
import io.milepost.event.ReservedTypes;
import io.milepost.gateway.auth.Principal;
import io.milepost.gateway.http.Caller;
import io.milepost.gateway.http.HttpError;
import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.publish.Publication;
import io.milepost.gateway.publish.Publication.Refused;
import io.milepost.gateway.publish.Publication.UnderWay;
import io.milepost.gateway.publish.Publishing;
import io.milepost.gateway.session.Services;
import io.milepost.gateway.shard.Shard;
import io.milepost.trace.TraceContext;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Events that come in over HTTP: to a stream by its key, or to a channel by its name. Confined to the event loop. */
public final class PublishRoutes {
    private static final int MAX_EVENTS = 100;

    private final Shard shard;
    private final Services services;
    private boolean ended;
    private int waiting;
    private volatile int size;

    /** Routes on this shard's loop. */
    public PublishRoutes(Shard shard, Services services) {
        this.shard = shard;
        this.services = services;
    }

    /** How many requests wait for Kafka's word. Any thread may ask. */
    public int size() {
        return size;
    }

    /** Publishes nothing more: there would be nobody to answer. */
    public void end() {
        ended = true;
    }

    /** Admits who asks, before anything of the body is read. */
    public void admit(RoutingContext context) {
        Caller.admit(context, services.tokens(), shard.loop());
    }

    private void unlessEnded(RoutingContext context, Consumer<Principal> then) {
        if (ended) {
            HttpError.sendRetry(context, 503, "unavailable", "this node is going away; publish elsewhere", 1);
        } else {
            then.accept(Caller.admitted(context));
        }
    }

    /** A wish that was read, or why it could not be. */
    private sealed interface Read {
        record Wish(
                String stream,
                String key,
                String type,
                Json data,
                @Nullable String id) implements Read {}

        record Nonsense(String why) implements Read {}
    }

    /** Where in a request's body an event stands: in a list, or alone. */
    private record Place(int index) {
        static final Place ALONE = new Place(-1);

        static Place in(JsonNode body, int index) {
            return body.isArray() ? new Place(index) : ALONE;
        }

        /** The words for people. */
        String message(String about) {
            return index < 0 ? about : "events[" + index + "]." + about;
        }

        /** A JSON pointer into the body. */
        String pointer() {
            return index < 0 ? "" : "/" + index;
        }
    }

    /** {@code POST /api/events} of who has been {@link Caller#admit admitted}: one event or a list. All are checked before the first is sent, but for how many there may be. */
    public void events(RoutingContext context) {
        unlessEnded(context, who -> {
            JsonNode body = Body.json(context);
            if (body == null) {
                return;
            }
            int count = body.isArray() ? body.size() : 1;
            if (count == 0 || count > MAX_EVENTS) {
                HttpError.send(context, 400, "invalid_message", "1 to " + MAX_EVENTS + " events are expected");
                return;
            }
            List<Read.Wish> wishes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Read read = read(body.isArray() ? body.get(i) : body);
                if (read instanceof Read.Wish wish) {
                    wishes.add(wish);
                } else if (read instanceof Read.Nonsense nonsense) {
                    HttpError.send(
                            context, 400, "invalid_message", Place.in(body, i).message(nonsense.why()));
                    return;
                }
            }
            for (int i = 0; i < count; i++) {
                Refused refused = whyNot(who, wishes.get(i));
                if (refused != null) {
                    refuse(context, refused, Place.in(body, i));
                    return;
                }
            }
            send(context, who, wishes);
        });
    }

    private static Read read(JsonNode event) {
        if (!event.isObject()) {
            return new Read.Nonsense("an object with stream, key, type and data is expected");
        }
        for (String field : List.of("stream", "key", "type")) {
            if (!event.path(field).isTextual()) {
                return new Read.Nonsense(field + ": a string is expected");
            }
        }
        JsonNode id = event.path("id");
        if (!id.isMissingNode() && !id.isNull() && !id.isTextual()) {
            return new Read.Nonsense("id: a string is expected");
        }
        if (!event.has("data")) {
            return new Read.Nonsense("data: missing");
        }
        return new Read.Wish(
                event.get("stream").textValue(),
                event.get("key").textValue(),
                event.get("type").textValue(),
                Json.of(event.get("data")),
                id.textValue());
    }

    private @Nullable Refused whyNot(Principal who, Read.Wish wish) {
        Publishing publishing = services.publishing();
        Refused refused = publishing.whyNotStream(who, wish.stream(), wish.key(), wish.type(), wish.id());
        return refused == null ? publishing.whyNotData(wish.type(), wish.data()) : refused;
    }

    private void send(RoutingContext context, Principal who, List<Read.Wish> wishes) {
        Publishing publishing = services.publishing();
        TraceContext trace = trace(context);
        List<Publication> sent = wishes.stream()
                .map(wish ->
                        publishing.toStream(who, wish.stream(), wish.key(), wish.type(), wish.data(), wish.id(), trace))
                .toList();
        JsonArray ids = new JsonArray();
        List<CompletableFuture<?>> done = new ArrayList<>();
        for (Publication one : sent) {
            if (one instanceof UnderWay underWay) {
                ids.add(new JsonObject().put("id", underWay.eventId()));
                done.add(underWay.done());
            } else if (one instanceof Refused refused) {
                refuse(context, refused, Place.ALONE);
                return;
            }
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(done.toArray(new CompletableFuture<?>[0]));
        answer(context, all, new JsonObject().put("events", ids));
    }

    /** {@code POST /api/websocket/send} of who has been {@link Caller#admit admitted}: an event to a channel, as by a socket. */
    public void send(RoutingContext context) {
        unlessEnded(context, who -> {
            JsonNode body = Body.json(context);
            if (body == null) {
                return;
            }
            String channel =
                    body.path("channel").isTextual() ? body.get("channel").textValue() : "";
            String event = body.path("event").isTextual() ? body.get("event").textValue() : "";
            if (!ChannelName.isValid(channel)) {
                HttpError.send(context, 400, "invalid_channel", "channel: 1 to 164 letters, digits or -_=@,.;");
            } else if (event.isEmpty()) {
                HttpError.send(context, 400, "invalid_message", "event: missing");
            } else if (ReservedTypes.contains(event)) {
                HttpError.send(context, 400, "reserved_type", "event: \"" + event + "\" belongs to the protocol");
            } else if (!body.has("data")) {
                HttpError.send(context, 400, "invalid_data", "data: missing");
            } else {
                Json data = Json.of(body.get("data"));
                Publication sent = services.publishing()
                        .toChannel(who, new ChannelName(channel), event, data, false, trace(context));
                if (sent instanceof Refused refused) {
                    refuse(context, refused, Place.ALONE);
                } else if (sent instanceof UnderWay underWay) {
                    answer(context, underWay.done(), new JsonObject().put("id", underWay.eventId()));
                }
            }
        });
    }

    /** Of which trace a request says that it is part; one that cannot be read says nothing, as W3C has it. */
    private static @Nullable TraceContext trace(RoutingContext context) {
        MultiMap headers = context.request().headers();
        return TraceContext.of(headers.get(TraceContext.PARENT), headers.get(TraceContext.STATE));
    }

    private void answer(RoutingContext context, CompletableFuture<?> done, JsonObject answer) {
        waiting(1);
        done.whenComplete((taken, failure) -> shard.loop().execute(() -> {
            waiting(-1);
            if (failure != null) {
                HttpError.sendRetry(context, 503, "unavailable", "Kafka did not take it; try again", 1);
            } else {
                Body.answer(context, answer);
            }
        }));
    }

    private void waiting(int more) {
        waiting += more;
        size = waiting;
    }

    private static void refuse(RoutingContext context, Refused refused, Place place) {
        ErrorCode code = refused.code();
        String path = refused.path();
        String message = place.message(refused.message());
        if (path != null) {
            HttpError.send(context, HttpError.status(code), code.code(), message, place.pointer() + "/data" + path);
        } else if (refused.retryAfterMs() > 0) {
            long seconds = (refused.retryAfterMs() + 999) / 1000;
            HttpError.sendRetry(context, HttpError.status(code), code.code(), message, seconds);
        } else {
            HttpError.send(context, HttpError.status(code), code.code(), message);
        }
    }
}
